namespace Edge.Tidy.Tests;

public sealed class SolutionRuleTests
{
    [Fact]
    public void EveryProjectIsBuiltAndTested() => Rules.Hold(SolutionRule.Violations(SourceTree.OfRepository));

    [Fact]
    public void Violations_ProjectOutsideSolution_Found() =>
        Assert.Contains("not in Edge.sln", Assert.Single(SolutionRule.Violations(SourceTree.Of(("Edge.sln", ""), ("tools/x/x.csproj", "<Project />")))), StringComparison.Ordinal);

    [Fact]
    public void Violations_ListedProjectMissing_Found() =>
        Assert.Contains("does not exist", Assert.Single(SolutionRule.Violations(SourceTree.Of(("Edge.sln", "\"tools\\x\\x.csproj\"")))), StringComparison.Ordinal);

    [Fact]
    public void Violations_LibraryWithoutTests_Found() =>
        Assert.Contains("has no tests", Assert.Single(SolutionRule.Violations(SourceTree.Of(("Edge.sln", "\"runtime\\X\\X.csproj\""), ("runtime/X/X.csproj", "<Project />")))), StringComparison.Ordinal);
}
