namespace Edge.Tidy.Tests;

public sealed class LengthRuleTests
{
    [Fact]
    public void FilesAndMethodsAreShort() => Rules.Hold(LengthRule.Violations(SourceTree.OfRepository));

    [Fact]
    public void Violations_FileOf501Lines_Found() =>
        Assert.Contains(LengthRule.Violations(SourceTree.Of(("tests/A.cs", Lines(501)))), found => found.StartsWith("tests/A.cs has 501", StringComparison.Ordinal));

    [Fact]
    public void Violations_GeneratedFileOf501Lines_NotFound() =>
        Assert.Empty(LengthRule.Violations(SourceTree.Of(("runtime/A.g.cs", Lines(501)))));

    [Fact]
    public void Violations_MethodOf71Lines_Found() =>
        Assert.Contains(
            LengthRule.Violations(SourceTree.Of(("tests/A.cs", "class A\n{\n    void B()\n    {\n" + Lines(68) + "    }\n}\n"))),
            found => found.StartsWith("tests/A.cs:3 is a method of 71 lines", StringComparison.Ordinal));

    [Fact]
    public void Violations_MethodOf70Lines_NotFound() =>
        Assert.Empty(LengthRule.Violations(SourceTree.Of(("tests/A.cs", "class A\n{\n    void B()\n    {\n" + Lines(67) + "    }\n}\n"))));

    [Fact]
    public void Violations_ProductionFilesOf61Lines_MedianFound() =>
        Assert.Contains(LengthRule.Violations(SourceTree.Of(("runtime/A.cs", Lines(61)))), found => found.Contains("median", StringComparison.Ordinal));

    [Fact]
    public void Violations_OneOfTenFilesOf171Lines_NinetiethFound()
    {
        (string, string)[] files = [.. Enumerable.Range(0, 10).Select(index => ($"runtime/{index}.cs", Lines(index == 9 ? 171 : 10)))];

        Assert.Contains(LengthRule.Violations(SourceTree.Of(files)), found => found.Contains("Nine of ten", StringComparison.Ordinal));
    }

    private static string Lines(int count) => string.Concat(Enumerable.Repeat("// a line\n", count));
}
