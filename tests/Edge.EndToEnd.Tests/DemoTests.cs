namespace Edge.EndToEnd.Tests;

public sealed class DemoTests
{
    [Fact]
    public async Task Demo_Once_FindsWhatIsExpectedAndKeepsTheGoodRelease()
    {
        Outcome outcome = await Tool.RunAsync(Path.Combine(Checkout.Root, "tools", "demo"), "bash", ["--once"], TestContext.Current.CancellationToken);

        Assert.True(outcome.ExitCode == 0, $"tools/demo --once ended with {outcome.ExitCode}:\n{outcome.Output}\n{outcome.Errors}");
        Assert.Contains("-> 2.0.0  committed", outcome.Output, StringComparison.Ordinal);
        Assert.Contains("-> 3.0.0  rolled-back", outcome.Output, StringComparison.Ordinal);
        TestContext.Current.SendDiagnosticMessage(outcome.Output);
    }

    [Theory]
    [InlineData("demo", "--twice")]
    [InlineData("setup", "everything")]
    [InlineData("test", "No.Such.Tests")]
    [InlineData("bench", "lunch")]
    [InlineData("soak", "kill --runs many")]
    public async Task Tool_WrongArguments_ExitsWith2AndSaysUsage(string tool, string arguments)
    {
        Outcome outcome = await Tool.RunAsync(Path.Combine(Checkout.Root, "tools", tool), "bash", arguments.Split(' '), TestContext.Current.CancellationToken);

        Assert.Equal(2, outcome.ExitCode);
        Assert.Contains("usage: tools/" + tool, outcome.Errors, StringComparison.Ordinal);
    }
}
