namespace Edge.Tidy.Tests;

public sealed class PrivacyRuleTests
{
    [Fact]
    public void NoRegistryHostAndNoMachinePathIsCommitted() => Rules.Hold(PrivacyRule.Violations(SourceTree.OfRepository));

    [Theory]
    [InlineData("<add key=\"feed\" value=\"https://api.nu" + "get.org/v3/index.json\" />")]
    [InlineData("\"resolved\": \"https://registry.npm" + "js.org/x/-/x-1.0.0.tgz\"")]
    [InlineData("deb http://deb.deb" + "ian.org/debian bookworm main")]
    [InlineData("cd /wo" + "rk/main")]
    [InlineData("data=/home/anna/data")]
    public void Violations_HostOrPath_Found(string line) => Assert.Single(PrivacyRule.Violations(SourceTree.Of(("tools/x", "first\n" + line))));

    [Theory]
    [InlineData("docs/work/items.md")]
    [InlineData("the root folder, ~/.local/share/edge or /var/lib/edge")]
    [InlineData("see https://www.debian.org/")]
    public void Violations_OrdinaryText_NotFound(string line) => Assert.Empty(PrivacyRule.Violations(SourceTree.Of(("README.md", line))));
}
