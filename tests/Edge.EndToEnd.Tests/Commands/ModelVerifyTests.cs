using System.Text.Json.Nodes;

namespace Edge.EndToEnd.Tests;

/// <summary>edgectl model verify through the real programs.</summary>
public sealed class ModelVerifyTests
{
    [Fact]
    public async Task Verify_SampleRelease_IsExitCode0AndNamesEveryStage()
    {
        Outcome outcome = await EdgectlAsync("model", "verify", Release("phantom-radiograph"));

        Assert.True(outcome.ExitCode == 0, outcome.Output + outcome.Errors);
        Assert.Contains("4 of 4 golden cases agree", outcome.Output, StringComparison.Ordinal);
        Assert.Contains("preprocess[3] resize", outcome.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Verify_ChangedStep_IsExitCode1AndNamesTheStage()
    {
        using var folder = new TemporaryFolder();
        string release = folder.Sub("release");
        Outcome copied = await Tool.RunAsync("/bin/cp", "coreutils", ["-r", Release("phantom-radiograph") + "/.", release], TestContext.Current.CancellationToken);
        Assert.True(copied.ExitCode == 0, copied.Errors);
        string manifest = Path.Combine(release, "manifest.json");
        string text = await File.ReadAllTextAsync(manifest, TestContext.Current.CancellationToken);
        await File.WriteAllTextAsync(
            manifest, text.Replace("\"antialias\": true", "\"antialias\": false", StringComparison.Ordinal), TestContext.Current.CancellationToken);

        Outcome outcome = await EdgectlAsync("model", "verify", release, "--json");

        Assert.Equal(1, outcome.ExitCode);
        JsonNode found = JsonNode.Parse(outcome.Output)!;
        Assert.Equal("preprocess[3] resize", found["cases"]![0]!["diverges"]!.GetValue<string>());
    }

    [Fact]
    public async Task Verify_NoRelease_IsExitCode1AndSaysWhatToDo()
    {
        using var folder = new TemporaryFolder();
        Outcome outcome = await EdgectlAsync("model", "verify", folder.Path);
        Assert.Equal(1, outcome.ExitCode);
        Assert.Contains("edgectl model new", outcome.Errors, StringComparison.Ordinal);
    }

    private static string Release(string model) => Path.Combine(Checkout.Root, "tools", "models", "releases", model, "1.0.0");

    private static Task<Outcome> EdgectlAsync(params string[] arguments) =>
        Tool.RunAsync(Checkout.Program("edgectl"), "edgectl", arguments, TestContext.Current.CancellationToken);
}
