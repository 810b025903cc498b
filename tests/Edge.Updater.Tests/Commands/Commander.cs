using System.Diagnostics;
using System.Globalization;
using System.Text;
using System.Text.Json.Nodes;
using Edge.Mqtt.Tests;
using Edge.Releases.Keys;
using Edge.Releases.Tests;

namespace Edge.Updater.Tests.Commands;

/// <summary>Somebody who signs commands with openssl: the envelope is made here by the words of the DSSE specification, not by the code under test.</summary>
internal sealed class Commander
{
    private const string PayloadType = "application/vnd.edge.command+json";

    private readonly string _key;
    private readonly TestFolder _files;

    private Commander(TestFolder files, string key, string publicPem, string id)
    {
        _files = files;
        _key = key;
        PublicPem = publicPem;
        Id = id;
    }

    public string PublicPem { get; }

    /// <summary>Its key's id.</summary>
    public string Id { get; }

    public static async Task<Commander> MakeAsync(TestFolder files, string name)
    {
        string key = files.At($"{name}.key");
        await RunAsync("genpkey", "-algorithm", "EC", "-pkeyopt", "ec_paramgen_curve:P-256", "-out", key);
        await RunAsync("pkey", "-in", key, "-pubout", "-out", files.At($"{name}.pub"));
        using SigningKey read = SigningKey.FromPem(await File.ReadAllTextAsync(key), "");
        return new Commander(files, key, await File.ReadAllTextAsync(files.At($"{name}.pub")), read.Id);
    }

    /// <summary>A command that expires in an hour by the clock of the tests.</summary>
    public static JsonObject Command(string id, long counter, string command = "restart") => new()
    {
        ["schemaVersion"] = 1,
        ["id"] = id,
        ["counter"] = counter,
        ["devices"] = new JsonArray("site/*"),
        ["issuedAt"] = ManualClock.Start,
        ["expiresAt"] = ManualClock.Start.AddHours(1),
        ["by"] = "j.doe",
        ["command"] = command,
        ["destination"] = null,
    };

    /// <summary>Signs for all.</summary>
    public static async Task<string> SignAsync(JsonObject command, params Commander[] signers)
    {
        byte[] payload = Encoding.UTF8.GetBytes(command.ToJsonString());
        var signatures = new JsonArray();
        foreach (Commander signer in signers)
        {
            signatures.Add(new JsonObject { ["keyid"] = signer.Id, ["sig"] = Convert.ToBase64String(await signer.SignAsync(payload)) });
        }

        return new JsonObject { ["payloadType"] = PayloadType, ["payload"] = Convert.ToBase64String(payload), ["signatures"] = signatures }.ToJsonString();
    }

    // PAE(type, body) = "DSSEv1" + SP + LEN(type) + SP + type + SP + LEN(body) + SP + body.
    private async Task<byte[]> SignAsync(byte[] payload)
    {
        string head = string.Create(CultureInfo.InvariantCulture, $"DSSEv1 {PayloadType.Length} {PayloadType} {payload.Length} ");
        await File.WriteAllBytesAsync(_files.At("pae"), [.. Encoding.ASCII.GetBytes(head), .. payload]);
        await RunAsync("dgst", "-sha256", "-sign", _key, "-out", _files.At("pae.sig"), _files.At("pae"));
        return await File.ReadAllBytesAsync(_files.At("pae.sig"));
    }

    private static async Task RunAsync(params string[] arguments)
    {
        using Process process = Process.Start(new ProcessStartInfo(Peer.Find("openssl", "openssl"), arguments) { RedirectStandardError = true })!;
        string errors = await process.StandardError.ReadToEndAsync();
        await process.WaitForExitAsync();
        Assert.True(process.ExitCode == 0, errors);
    }
}
