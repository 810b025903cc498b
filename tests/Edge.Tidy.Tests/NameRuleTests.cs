namespace Edge.Tidy.Tests;

public sealed class NameRuleTests
{
    [Fact]
    public void NamesSayWhatAThingIs() => Rules.Hold(NameRule.Violations(SourceTree.OfRepository));

    [Theory]
    [InlineData("runtime/Edge.Dicom/Models/Tag.cs", "class Tag;")]
    [InlineData("runtime/Edge.Dicom/StreamUtils.cs", "class StreamUtils;")]
    [InlineData("runtime/Edge.Dicom/JobManager.cs", "class JobManager;")]
    [InlineData("runtime/Edge.Dicom/ReaderBase.cs", "abstract class ReaderBase;")]
    [InlineData("tests/Edge.Dicom.Tests/TestHelper.cs", "static class TestHelper;")]
    [InlineData("runtime/Edge.Dicom/Tag.cs", "class Element;")]
    public void Violations_CatchAllOrMisplacedName_Found(string path, string text) =>
        Assert.NotEmpty(NameRule.Violations(SourceTree.Of((path, text))));

    [Theory]
    [InlineData("runtime/Edge.Dicom/DicomTag.cs", "struct DicomTag; enum Other;")]
    [InlineData("runtime/Edge.Dicom/DicomTag.Names.cs", "partial struct DicomTag;")]
    [InlineData("runtime/Edge.Dicom/Baseline.cs", "class Baseline;")]
    [InlineData("runtime/Edge.Dicom/Program.cs", "return 0; class Rest;")]
    public void Violations_FieldsWord_NotFound(string path, string text) => Assert.Empty(NameRule.Violations(SourceTree.Of((path, text))));
}
