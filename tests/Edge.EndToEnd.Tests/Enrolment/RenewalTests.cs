using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text.Json.Nodes;
using Edge.Mqtt.Tests;

namespace Edge.EndToEnd.Tests;

/// <summary>A device that renews its certificate while its programs are connected to a broker that knows devices by it.</summary>
public sealed class RenewalTests
{
    private const string Device = "local/workstation";

    private static readonly TimeSpan Limit = TimeSpan.FromMinutes(1);
    private static readonly TimeSpan Interval = TimeSpan.FromMilliseconds(100);

    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Certificate_ShortBeforeItsEnd_IsRenewedWhileConnected_AndShownAtTheNextConnection()
    {
        using var folder = new TemporaryFolder();
        await using EnrolmentOffice office = await EnrolmentOffice.OpenAsync(folder.Path, Cancelled);
        await using MosquittoBroker broker = MosquittoBroker.Prepare();
        string[] settings = await SettingsAsync(folder, office);
        await broker.StartAgainAsync(settings);
        string config = await office.ConfigureAsync(broker.Port, Cancelled);
        string[] tls = [.. ((string[])["ca.crt", "device.crt", "device.key"]).Select(name => Path.Combine(folder.Path, "tls", name))];
        Assert.Equal(0, (await office.EnrolAsync(config, await office.TokenAsync(Device, Cancelled), Cancelled)).ExitCode);

        // 1. Eight ninths of its life are over.
        using X509Certificate2 old = ShortBeforeItsEnd(office, tls[1], tls[2]);
        await using Appliance appliance = await Appliance.StartAsync(
            Path.Combine(folder.Path, "data"),
            ["mqtt.host=127.0.0.1", $"mqtt.port={broker.Port}", "mqtt.acknowledge=false", $"mqtt.tls.ca={tls[0]}", $"mqtt.tls.certificate={tls[1]}", $"mqtt.tls.key={tls[2]}"],
            Cancelled);
        await ConnectedAsync(broker, "runtime");
        await Poll.UntilAsync(() => MissingAsync(appliance, isRaised: true), Interval, Limit, Cancelled);

        // 2. The update agent renews it. The key stays, and the fault goes.
        ReleaseDesk desk = await ReleaseDesk.OpenAsync(folder.Sub("desk"), Cancelled);
        await desk.NameCommanderAsync(Cancelled);
        await using UpdateAgentProcess agent = await UpdateAgentProcess.StartAsync(folder.Path, await WithUpdatesAsync(folder, config, desk), appliance, Cancelled);
        await Poll.UntilAsync(
            async () => await SerialAsync(tls[1]) == old.SerialNumber ? $"The certificate is the old one. {await File.ReadAllTextAsync(agent.Log, Cancelled)}" : null, Interval, Limit, Cancelled);
        Assert.Contains(": OK", await EnrolmentOffice.OpensslAsync(Cancelled, "verify", "-CAfile", office.Ca, tls[1]), StringComparison.Ordinal);
        Assert.Equal(
            await EnrolmentOffice.OpensslAsync(Cancelled, "pkey", "-in", tls[2], "-pubout"), await EnrolmentOffice.OpensslAsync(Cancelled, "x509", "-in", tls[1], "-noout", "-pubkey"));
        await Poll.UntilAsync(() => MissingAsync(appliance, isRaised: false), Interval, Limit, Cancelled);

        // 3. The broker takes the old one no more: both programs come back, without a restart, by the new one.
        await broker.KillAsync();
        await broker.StartAgainAsync([.. settings, $"crlfile {office.Revoke(old)}"]);
        await ConnectedAsync(broker, "runtime", "updater");
        string oldFile = Path.Combine(folder.Path, "old.crt");
        await File.WriteAllTextAsync(oldFile, old.ExportCertificatePem(), Cancelled);
        Outcome refused = await Tool.RunAsync(
            Peer.Find("mosquitto_pub", "mosquitto-clients"),
            "mosquitto-clients",
            ["-V", "5", "-h", "127.0.0.1", "-p", $"{broker.Port}", "--cafile", tls[0], "--cert", oldFile, "--key", tls[2], "-q", "1", "-t", $"edge/v1/{Device}/events", "-m", "x"],
            Cancelled);
        Assert.NotEqual(0, refused.ExitCode);
    }

    /// <summary>What is missing until the fault of a certificate that ends soon is there, or is not.</summary>
    private static async Task<string?> MissingAsync(Appliance appliance, bool isRaised)
    {
        string? fault = await appliance.FaultAsync("broker-certificate-expiring", Cancelled);
        return fault is not null == isRaised ? null : fault ?? "no fault";
    }

    /// <summary>Waits until the broker has let these in under the name of the device's certificate.</summary>
    private static async Task ConnectedAsync(MosquittoBroker broker, params string[] services)
    {
        HashSet<string> missing = [.. services];
        await broker.LogLineAsync(line =>
        {
            if (line.Contains("New client connected", StringComparison.Ordinal) && line.Contains($"u'{Device}'", StringComparison.Ordinal))
            {
                missing.RemoveWhere(service => line.Contains($"as edge-local-workstation-{service} ", StringComparison.Ordinal));
            }

            return missing.Count == 0;
        });
    }

    private static async Task<string> SerialAsync(string certificate) =>
        (await EnrolmentOffice.OpensslAsync(Cancelled, "x509", "-in", certificate, "-noout", "-serial")).Split('=')[1].Trim();

    private static X509Certificate2 ShortBeforeItsEnd(EnrolmentOffice office, string certificate, string keyFile)
    {
        using var key = ECDsa.Create();
        key.ImportFromPem(File.ReadAllText(keyFile));
        X509Certificate2 old = office.Issue(new CertificateRequest($"CN={Device}", key, HashAlgorithmName.SHA256), TimeSpan.FromDays(-80), TimeSpan.FromDays(10));
        File.WriteAllText(certificate, old.ExportCertificatePem());
        return old;
    }

    private static async Task<string> WithUpdatesAsync(TemporaryFolder folder, string config, ReleaseDesk desk)
    {
        JsonNode enrolled = JsonNode.Parse(await File.ReadAllTextAsync(config, Cancelled))!;
        JsonNode updates = JsonNode.Parse(await File.ReadAllTextAsync(await UpdateAgentProcess.ConfigureAsync(folder.Path, desk, [desk.Repository + "/public"], Cancelled), Cancelled))!;
        updates["mqtt"] = enrolled["mqtt"]!.DeepClone();
        string file = Path.Combine(folder.Path, "agent.json");
        await File.WriteAllTextAsync(file, updates.ToJsonString(), Cancelled);
        return file;
    }

    /// <summary>As packaging/mosquitto has it, with this office's authority, and a certificate for the broker made with openssl.</summary>
    private static async Task<string[]> SettingsAsync(TemporaryFolder folder, EnrolmentOffice office)
    {
        string At(string name) => Path.Combine(folder.Path, name);
        await File.WriteAllTextAsync(At("broker.ext"), "subjectAltName=IP:127.0.0.1\nextendedKeyUsage=serverAuth\n", Cancelled);
        await EnrolmentOffice.OpensslAsync(
            Cancelled, "req", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes", "-subj", "/CN=broker", "-keyout", At("broker.key"), "-out", At("broker.csr"));
        await EnrolmentOffice.OpensslAsync(
            Cancelled,
            "x509", "-req", "-in", At("broker.csr"), "-CA", office.Ca, "-CAkey", office.CaKey, "-passin", $"file:{office.Passphrase}", "-CAcreateserial", "-days", "2",
            "-extfile", At("broker.ext"), "-out", At("broker.crt"));
        return
        [
            $"cafile {office.Ca}", $"certfile {At("broker.crt")}", $"keyfile {At("broker.key")}", "require_certificate true", "use_identity_as_username true",
            $"acl_file {Path.Combine(Checkout.Root, "packaging/mosquitto/edge.acl")}",
        ];
    }
}
