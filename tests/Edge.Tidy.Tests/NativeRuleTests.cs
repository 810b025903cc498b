namespace Edge.Tidy.Tests;

public sealed class NativeRuleTests
{
    [Fact]
    public void ThirdPartyTypesStayInTheirFolder() => Rules.Hold(NativeRule.Violations(SourceTree.OfRepository));

    [Theory]
    [InlineData("runtime/Edge.Runtime/Telemetry/A.cs", "class A { [LibraryImport(\"libmosquitto.so.1\")] static partial int B(); }")]
    [InlineData("runtime/Edge.Runtime/Jobs/A.cs", "class A { const string Library = \"libonnxruntime.so.1\"; [DllImport(Library)] static extern int B(); }")]
    [InlineData("runtime/Edge.Dicom/A.cs", "class A { [LibraryImport(\"libunknown.so.3\")] static partial int B(); }")]
    [InlineData("tools/edgectl/A.cs", "using Microsoft.Data.Sqlite;")]
    [InlineData("runtime/Edge.Runtime/Jobs/A.cs", "using SQLitePCL;")]
    [InlineData("runtime/Edge.Runtime/Inbox/A.cs", "using Edge.Dicom.Codecs;")]
    public void Violations_ForeignFolder_Found(string path, string text) => Assert.Single(NativeRule.Violations(SourceTree.Of((path, text))));

    [Theory]
    [InlineData("runtime/Edge.Mqtt/A.cs", "class A { [LibraryImport(\"libmosquitto.so.1\")] static partial int B(); }")]
    [InlineData("runtime/Edge.Inference/Pipeline/A.cs", "using Edge.Dicom.Codecs;")]
    [InlineData("runtime/Edge.Runtime/Inbox/A.cs", "class A { [LibraryImport(\"libc\")] static partial int B(); }")]
    public void Violations_HomeFolder_NotFound(string path, string text) => Assert.Empty(NativeRule.Violations(SourceTree.Of((path, text))));
}
