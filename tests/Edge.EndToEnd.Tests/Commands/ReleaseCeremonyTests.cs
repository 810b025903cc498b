namespace Edge.EndToEnd.Tests;

/// <summary>From keys to a device's download, by edgectl alone: what docs/releases.md tells operators to do.</summary>
public sealed class ReleaseCeremonyTests : IDisposable
{
    private const string Model = "phantom-radiograph";
    private const string Version = "1.0.0";

    private readonly TemporaryFolder _folder = new();

    public ReleaseCeremonyTests() => File.WriteAllText(At("passphrase"), "correct horse\n");

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task ASampleModel_SignedPublishedAndExported_ReachesADeviceThatTrustsTheFirstRoot()
    {
        await PublishAsync();
        await DoneAsync("repo", "export", At("repo"), At("usb"));
        await DoneAsync("tuf", "--metadata-dir", At("trusted"), "init", At("repo", "public", "metadata", "1.root.json"));
        string target = $"models/{Model}/{Version}/model.onnx";
        await DoneAsync(
            "tuf", "--metadata-dir", At("trusted"), "--metadata-url", "file://" + At("usb", "metadata"), "--target-base-url", "file://" + At("usb", "targets"),
            "--target-dir", At("received"), "--target-name", target, "download");

        Assert.Equal(
            await File.ReadAllBytesAsync(At("release", "model.onnx"), TestContext.Current.CancellationToken),
            await File.ReadAllBytesAsync(At("received", Uri.EscapeDataString(target)), TestContext.Current.CancellationToken));
        Assert.Contains("north/*", (await DoneAsync("repo", "status", At("repo"))).Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task AChangedFile_IsNamedAndExitCodeIs1()
    {
        await SignAsync();
        await File.AppendAllTextAsync(At("release", "model.onnx"), "x", TestContext.Current.CancellationToken);
        Outcome outcome = await EdgectlAsync("release", "verify", At("release"), "--key", At("release-key.pub"));

        Assert.Equal(1, outcome.ExitCode);
        Assert.Equal("model.onnx is not the one that was signed.\n", outcome.Errors);
    }

    [Fact]
    public async Task AReleaseByAnotherKey_IsNotTakenIn()
    {
        await SignAsync();
        await InitializeAsync();
        Outcome outcome = await EdgectlAsync("repo", "add-release", At("repo"), At("release"), "--key", At("root-a.pub"));

        Assert.Equal(1, outcome.ExitCode);
        Assert.Contains("was signed by the key", outcome.Errors, StringComparison.Ordinal);
    }

    [Fact]
    public async Task OneRootSignature_IsNotEnoughToPublish()
    {
        await InitializeAsync();
        await SignRoleAsync("root", "root-a");
        await SignRoleAsync("targets", "targets");
        Outcome outcome = await EdgectlAsync(
            "repo", "publish", At("repo"), "--snapshot-key", At("online"), "--timestamp-key", At("online"), "--passphrase-file", At("passphrase"));

        Assert.Equal(1, outcome.ExitCode);
        Assert.Contains("root.json is signed by 1 of the 3 keys that may; 2 must.", outcome.Errors, StringComparison.Ordinal);
    }

    private async Task PublishAsync()
    {
        await SignAsync();
        await InitializeAsync();
        await DoneAsync("repo", "add-release", At("repo"), At("release"), "--key", At("release-key.pub"), "--device-kind", "workstation");
        await DoneAsync("repo", "assign", At("repo"), Model, Version, "--to", "north/*");
        await SignRoleAsync("root", "root-a");
        await SignRoleAsync("root", "root-c");
        await SignRoleAsync("targets", "targets");
        await DoneAsync("repo", "publish", At("repo"), "--snapshot-key", At("online"), "--timestamp-key", At("online"), "--passphrase-file", At("passphrase"));
    }

    private async Task SignAsync()
    {
        Outcome copied = await Tool.RunAsync(
            "/bin/cp", "coreutils", ["-r", Path.Combine(Checkout.Root, "tools", "models", "releases", Model, Version), At("release")], TestContext.Current.CancellationToken);
        Assert.True(copied.ExitCode == 0, copied.Errors);
        await MakeKeyAsync("release-key");
        await DoneAsync("release", "sign", At("release"), "--key", At("release-key"), "--passphrase-file", At("passphrase"));
        await DoneAsync("release", "verify", At("release"), "--key", At("release-key.pub"));
    }

    private async Task InitializeAsync()
    {
        foreach (string name in new[] { "root-a", "root-b", "root-c", "targets", "online" })
        {
            await MakeKeyAsync(name);
        }

        await DoneAsync(
            "repo", "init", At("repo"), "--root-key", At("root-a.pub"), "--root-key", At("root-b.pub"), "--root-key", At("root-c.pub"),
            "--targets-key", At("targets.pub"), "--snapshot-key", At("online.pub"), "--timestamp-key", At("online.pub"));
    }

    private Task<Outcome> MakeKeyAsync(string name) => DoneAsync("release", "keygen", At(name), "--passphrase-file", At("passphrase"));

    private Task<Outcome> SignRoleAsync(string role, string key) => DoneAsync("repo", "sign", At("repo"), role, "--key", At(key), "--passphrase-file", At("passphrase"));

    private string At(params string[] names) => Path.Combine([_folder.Path, .. names]);

    private static async Task<Outcome> DoneAsync(params string[] arguments)
    {
        Outcome outcome = await EdgectlAsync(arguments);
        Assert.True(outcome.ExitCode == 0, outcome.Errors);
        return outcome;
    }

    private static Task<Outcome> EdgectlAsync(params string[] arguments) =>
        Tool.RunAsync(Checkout.Program("edgectl"), "edgectl", arguments, TestContext.Current.CancellationToken);
}
