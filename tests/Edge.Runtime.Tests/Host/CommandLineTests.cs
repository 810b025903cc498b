using Edge.Runtime.Host;

namespace Edge.Runtime.Tests.Host;

public sealed class CommandLineTests
{
    [Fact]
    public void Parse_Options_AreTakenInEitherForm()
    {
        CommandLine command = CommandLine.Parse(["--config", "a.json", "--data=/d", "--set", "web.port=0", "--set=device.id=b"]);
        Assert.Equal("a.json", command.ConfigPath);
        Assert.Equal("/d", command.DataPath);
        Assert.Equal(["web.port=0", "device.id=b"], command.Overrides);
        Assert.False(command.IsReindex);
    }

    [Fact]
    public void Parse_Reindex_NeedsNoConfiguration() => Assert.True(CommandLine.Parse(["reindex", "--data", "/d"]).IsReindex);

    [Theory]
    [InlineData("--data", "/d")]
    [InlineData("--config")]
    [InlineData("--config", "a", "--verbose")]
    [InlineData("--config", "a", "reindex")]
    public void Parse_WrongUsage_SaysWhy(params string[] arguments) =>
        Assert.NotEmpty(Assert.Throws<FormatException>(() => CommandLine.Parse(arguments)).Message);
}
