namespace Edge.Tidy.Tests;

public sealed class SliceRuleTests
{
    [Fact]
    public void SlicesImportOnlyWhatTheDesignAllows() => Rules.Hold(SliceRule.Violations(SourceTree.OfRepository));

    [Theory]
    [InlineData("Inbox", "using Edge.Runtime.Studies;")]
    [InlineData("Jobs", "using Edge.Runtime.Health;")]
    [InlineData("Studies", "namespace Edge.Runtime.Studies; class A { Jobs.JobQueue? _jobs; }")]
    [InlineData("Store", "using static Edge.Runtime.Inbox.Limits;")]
    [InlineData("Plumbing", "class A;")]
    public void Violations_ForbiddenImport_Found(string slice, string text) =>
        Assert.Single(SliceRule.Violations(SourceTree.Of(($"runtime/Edge.Runtime/{slice}/A.cs", text))));

    [Theory]
    [InlineData("Studies/A.cs", "using Edge.Runtime.Inbox; using Edge.Runtime.Store; using Edge.Runtime.Faults; using Edge.Runtime.Studies;")]
    [InlineData("Program.cs", "using Edge.Runtime.Health; using Edge.Runtime.Jobs;")]
    public void Violations_AllowedImport_NotFound(string path, string text) =>
        Assert.Empty(SliceRule.Violations(SourceTree.Of(("runtime/Edge.Runtime/" + path, text))));
}
