namespace Edge.Tidy.Tests;

public sealed class FinishedRuleTests
{
    [Fact]
    public void WhatIsThereIsFinished() => Rules.Hold(FinishedRule.Violations(SourceTree.OfRepository));

    [Theory]
    [InlineData("runtime/A.cs", "class A; // TODO later")]
    [InlineData("tools/demo", "# FIXME")]
    [InlineData("runtime/A.cs", "class A { int B() => throw new NotImplementedException(); }")]
    [InlineData("runtime/A.cs", "class A { async void B() { } }")]
    [InlineData("runtime/A.cs", "#pragma warning disable CA1031\nclass A;")]
    [InlineData("runtime/A.cs", "[SuppressMessage(\"Design\", \"CA1031\")] class A;")]
    [InlineData("runtime/A.csproj", "<Project><PropertyGroup><NoWarn>RS0030</NoWarn></PropertyGroup></Project>")]
    [InlineData("Directory.Build.props", "<Project />")]
    [InlineData("tests/Directory.Build.props", "<Project />")]
    public void Violations_UnfinishedOrSwitchedOff_Found(string path, string text) =>
        Assert.Single(FinishedRule.Violations(SourceTree.Of((path, text))));

    [Theory]
    [InlineData("#pragma warning disable CA1031 // the worker's edge: the fault board tells the operator\nclass A;\n#pragma warning restore CA1031")]
    [InlineData("[SuppressMessage(\"Design\", \"CA1031\", Justification = \"the worker's edge\")] class A;")]
    [InlineData("class A { async Task B() { } void C() { } }")]
    public void Violations_FinishedOrReasoned_NotFound(string text) => Assert.Empty(FinishedRule.Violations(SourceTree.Of(("runtime/A.cs", text))));
}
