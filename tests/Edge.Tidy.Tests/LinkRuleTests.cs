namespace Edge.Tidy.Tests;

public sealed class LinkRuleTests
{
    [Fact]
    public void LinksInDocumentsResolve() => Rules.Hold(LinkRule.Violations(SourceTree.OfRepository));

    [Theory]
    [InlineData("[design](missing.md)")]
    [InlineData("[up](../README.md#no-such-heading)")]
    [InlineData("[here](#nowhere)")]
    public void Violations_BrokenLink_Found(string link) =>
        Assert.Single(LinkRule.Violations(SourceTree.Of(("README.md", "# Edge\n"), ("docs/a.md", "# A\n" + link))));

    [Theory]
    [InlineData("[up](../README.md)")]
    [InlineData("[up](../README.md#the-front-door-dicom)")]
    [InlineData("[folder](../docs)")]
    [InlineData("[web](https://www.dicomstandard.org/#x)")]
    [InlineData("`[not](a-link.md)`")]
    public void Violations_GoodLink_NotFound(string link) =>
        Assert.Empty(LinkRule.Violations(SourceTree.Of(("README.md", "# Edge\n## The front door (DICOM)\n"), ("docs/a.md", "# A\n" + link))));
}
