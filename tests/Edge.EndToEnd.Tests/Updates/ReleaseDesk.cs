using System.Security.Cryptography;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Edge.EndToEnd.Tests;

/// <summary>Central operations with edgectl: keys, a repository, and releases made of a sample model.</summary>
internal sealed class ReleaseDesk
{
    public const string Model = "phantom-radiograph";
    public const string First = "1.0.0";

    private readonly string _folder;

    private ReleaseDesk(string folder) => _folder = folder;

    /// <summary>The first root, which devices trust.</summary>
    public string FirstRoot => At("repo", "public", "metadata", "1.root.json");

    /// <summary>Public key that signs releases.</summary>
    public string ReleaseKey => At("release.pub");

    /// <summary>The repository.</summary>
    public string Repository => At("repo");

    /// <summary>The model store of a new device: the sample models, each with its first release.</summary>
    public string Store => At("store");

    /// <summary>Key file of whoever may command devices, after <see cref="NameCommanderAsync"/>.</summary>
    public string CommandKey => At("command");

    /// <summary>Key file of somebody who may not.</summary>
    public string OtherKey => At("release");

    /// <summary>Makes keys and an empty repository.</summary>
    public static async Task<ReleaseDesk> OpenAsync(string folder, CancellationToken cancellationToken)
    {
        var desk = new ReleaseDesk(folder);
        foreach (string name in (string[])["root", "online", "release", "command"])
        {
            // Keys in clear: how they are encrypted is a matter of other tests.
            using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
            await File.WriteAllTextAsync(desk.At(name), key.ExportPkcs8PrivateKeyPem(), cancellationToken);
            await File.WriteAllTextAsync(desk.At(name + ".pub"), key.ExportSubjectPublicKeyInfoPem(), cancellationToken);
        }

        await CopyAsync(Path.Combine(Checkout.Root, "tools", "models", "releases"), desk.Store, cancellationToken);
        await DoneAsync(
            cancellationToken, "repo", "init", desk.Repository, "--root-key", desk.At("root.pub"), "--root-threshold", "1", "--targets-key", desk.At("root.pub"),
            "--snapshot-key", desk.At("online.pub"), "--timestamp-key", desk.At("online.pub"));
        await DoneAsync(cancellationToken, "repo", "sign", desk.Repository, "root", "--key", desk.At("root"));
        return desk;
    }

    /// <summary>Makes a further release of the sample model, signs it, and publishes it for every device.</summary>
    /// <param name="version">Its version.</param>
    /// <param name="changeGolden">Changes its golden cases; null: they stay.</param>
    /// <param name="cancellationToken">Ends it.</param>
    /// <param name="changeManifest">Changes its manifest; null: it stays.</param>
    public async Task PublishAsync(string version, Action<JsonNode>? changeGolden, CancellationToken cancellationToken, Action<JsonNode>? changeManifest = null)
    {
        string release = At($"release-{version}");
        await CopyAsync(Path.Combine(Checkout.Root, "tools", "models", "releases", Model, First), release, cancellationToken);
        await ChangeAsync(Path.Combine(release, "manifest.json"), manifest => manifest["version"] = version, cancellationToken);
        if (changeManifest is not null)
        {
            await ChangeAsync(Path.Combine(release, "manifest.json"), changeManifest, cancellationToken);
        }

        if (changeGolden is not null)
        {
            await ChangeAsync(Path.Combine(release, "golden", "cases.json"), changeGolden, cancellationToken);
        }

        await DoneAsync(cancellationToken, "release", "sign", release, "--key", At("release"));
        await DoneAsync(cancellationToken, "repo", "add-release", Repository, release, "--key", ReleaseKey, "--notes", "Better edges.");
        await DoneAsync(cancellationToken, "repo", "assign", Repository, Model, version, "--to", "*/*");
        await DoneAsync(cancellationToken, "repo", "sign", Repository, "targets", "--key", At("root"));
        await DoneAsync(cancellationToken, "repo", "publish", Repository, "--snapshot-key", At("online"), "--timestamp-key", At("online"));
    }

    /// <summary>Names who may command devices, and publishes.</summary>
    public async Task NameCommanderAsync(CancellationToken cancellationToken)
    {
        await DoneAsync(cancellationToken, "repo", "commanders", Repository, "--add", At("command.pub"));
        await DoneAsync(cancellationToken, "repo", "sign", Repository, "targets", "--key", At("root"));
        await DoneAsync(cancellationToken, "repo", "publish", Repository, "--snapshot-key", At("online"), "--timestamp-key", At("online"));
    }

    /// <summary>Puts what is published on a stick.</summary>
    /// <returns>Where it is.</returns>
    public async Task<string> ExportAsync(CancellationToken cancellationToken)
    {
        await DoneAsync(cancellationToken, "repo", "export", Repository, At("stick"));
        return At("stick");
    }

    /// <summary>Runs edgectl, which must succeed.</summary>
    public static async Task<Outcome> DoneAsync(CancellationToken cancellationToken, params string[] arguments)
    {
        Outcome outcome = await Tool.RunAsync(Checkout.Program("edgectl"), "edgectl", arguments, cancellationToken);
        Assert.True(outcome.ExitCode == 0, $"edgectl {string.Join(' ', arguments)}: {outcome.Errors}");
        return outcome;
    }

    private static async Task ChangeAsync(string file, Action<JsonNode> change, CancellationToken cancellationToken)
    {
        JsonNode node = JsonNode.Parse(await File.ReadAllTextAsync(file, cancellationToken))!;
        change(node);
        await File.WriteAllTextAsync(file, node.ToJsonString(new JsonSerializerOptions { WriteIndented = true }), cancellationToken);
    }

    private static async Task CopyAsync(string from, string to, CancellationToken cancellationToken)
    {
        Outcome copied = await Tool.RunAsync("/bin/cp", "coreutils", ["-r", from, to], cancellationToken);
        Assert.True(copied.ExitCode == 0, copied.Errors);
    }

    private string At(params string[] names) => Path.Combine([_folder, .. names]);
}
