namespace Edge.Tidy.Tests;

public sealed class ImportRuleTests
{
    private const string Plain = "<Project />";

    [Fact]
    public void ProjectsImportOnlyWhatTheDesignAllows() => Rules.Hold(ImportRule.Violations(SourceTree.OfRepository));

    [Fact]
    public void Violations_RuntimeReferencesInference_Found() =>
        Assert.Single(ImportRule.Violations(SourceTree.Of(
            ("runtime/Edge.Runtime/Edge.Runtime.csproj", "<Project><ItemGroup><ProjectReference Include=\"../Edge.Inference/Edge.Inference.csproj\" /></ItemGroup></Project>"))));

    [Theory]
    [InlineData("using Edge.Contracts; namespace Edge.Dicom; class A;")]
    [InlineData("namespace Edge.Dicom; class A { Edge.Mqtt.MqttLink? _link; }")]
    [InlineData("global using static Edge.Runtime.Program; namespace Edge.Dicom;")]
    [InlineData("namespace Edge.Network; class A;")]
    [InlineData("namespace Microsoft.ML.OnnxRuntime; class A;")]
    public void Violations_DicomNamesAnotherProject_Found(string text) =>
        Assert.Single(ImportRule.Violations(SourceTree.Of(("runtime/Edge.Dicom/Edge.Dicom.csproj", Plain), ("runtime/Edge.Dicom/A.cs", text))));

    [Theory]
    [InlineData("using Edge.Dicom; using Edge.Contracts; using System.Text; namespace Edge.Runtime.Inbox; class A;")]
    [InlineData("using Edge.Runtime.Store; namespace Edge.Runtime;")]
    public void Violations_RuntimeNamesItsLibraries_NotFound(string text) =>
        Assert.Empty(ImportRule.Violations(SourceTree.Of(("runtime/Edge.Runtime/Edge.Runtime.csproj", Plain), ("runtime/Edge.Runtime/A.cs", text))));
}
