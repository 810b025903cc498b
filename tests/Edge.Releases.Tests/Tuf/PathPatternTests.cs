using Edge.Releases.Tuf.Metadata;

namespace Edge.Releases.Tests.Tuf;

public sealed class PathPatternTests
{
    // The first eight are the examples of TUF 1.0.34 §4.5.
    [Theory]
    [InlineData("targets/*.tgz", "targets/foo.tgz", true)]
    [InlineData("targets/*.tgz", "targets/foo.txt", false)]
    [InlineData("foo-version-?.tgz", "foo-version-2.tgz", true)]
    [InlineData("foo-version-?.tgz", "foo-version-alpha.tgz", false)]
    [InlineData("*.tgz", "foo.tgz", true)]
    [InlineData("*.tgz", "targets/foo.tgz", false)]
    [InlineData("foo.tgz", "foo.tgz", true)]
    [InlineData("foo.tgz", "bar.tgz", false)]
    [InlineData("*", "", true)]
    [InlineData("?", "", false)]
    [InlineData("a*b*c", "aXbYc", true)]
    [InlineData("a*b*c", "acb", false)]
    [InlineData("*.MD", "a.md", false)]
    [InlineData("[ab]c", "bc", true)]
    [InlineData("[a-c]", "b", true)]
    [InlineData("[!a-c]", "b", false)]
    [InlineData("[!a-c]", "z", true)]
    [InlineData("[]]", "]", true)]
    [InlineData("[", "[", true)]
    [InlineData("[a", "[a", true)]
    public void Matches_ThePatternAndThePath_AsTheShellWould(string pattern, string path, bool matches) =>
        Assert.Equal(matches, new PathPattern(pattern).Matches(path));

    [Fact]
    public void Matches_ManyStars_TakesNoLongerThanTheProductOfTheLengths() =>
        Assert.False(new PathPattern(string.Concat(Enumerable.Repeat("a*", 200)) + "b").Matches(new string('a', 400)));
}
