namespace Edge.EndToEnd.Tests;

/// <summary>edgectl config check, and what the runtime says to the same mistakes.</summary>
public sealed class ConfigCheckTests
{
    [Fact]
    public async Task Check_GoodFile_IsExitCode0() =>
        Assert.Equal(0, (await CheckAsync("edgectl", "config", "check", Checkout.WorkstationConfig)).ExitCode);

    [Fact]
    public async Task Check_ManyMistakes_NamesEachWithItsPath()
    {
        Outcome outcome = await CheckAsync(
            "edgectl", "config", "check", Checkout.WorkstationConfig, "--set", "web.port=70000", "--set", "dicom.aeTitle=", "--set", "routes.0.when.0.attribute=Modalty");
        Assert.Equal(1, outcome.ExitCode);
        Assert.Contains("web.port: ", outcome.Errors, StringComparison.Ordinal);
        Assert.Contains("dicom.aeTitle: ", outcome.Errors, StringComparison.Ordinal);
        Assert.Contains("routes[0].when[0].attribute: ", outcome.Errors, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Runtime_WrongOverride_IsExitCode2AndSaysWhere()
    {
        using var folder = new TemporaryFolder();
        Outcome outcome = await CheckAsync("edge-runtime", "--config", Checkout.WorkstationConfig, "--data", folder.Sub("data"), "--set", "web.prt=0");
        Assert.Equal(2, outcome.ExitCode);
        Assert.Contains("web.prt: ", outcome.Errors, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Edgectl_NoAppliance_IsExitCode1AndSaysWhatToDo()
    {
        using var folder = new TemporaryFolder();
        Outcome outcome = await CheckAsync("edgectl", "health", "--data", folder.Path);
        Assert.Equal(1, outcome.ExitCode);
        Assert.Contains("Start it", outcome.Errors, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Edgectl_WrongUsage_IsExitCode2() => Assert.Equal(2, (await CheckAsync("edgectl", "health", "--nonsense")).ExitCode);

    private static Task<Outcome> CheckAsync(string program, params string[] arguments) =>
        Tool.RunAsync(Checkout.Program(program), program, arguments, TestContext.Current.CancellationToken);
}
