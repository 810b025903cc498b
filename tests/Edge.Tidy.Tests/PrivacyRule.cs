using System.Text.RegularExpressions;

namespace Edge.Tidy.Tests;

/// <summary>What is committed names no package registry and no path of a particular machine: it builds wherever a feed is configured.</summary>
internal static partial class PrivacyRule
{
    public static IEnumerable<string> Violations(SourceTree tree) =>
        from file in tree.Files
        from line in file.Text.Split('\n').Select((text, index) => (text, Number: index + 1))
        let found = Banned().Match(line.text)
        where found.Success && !file.Path.EndsWith("/PrivacyRule.cs", StringComparison.Ordinal) && !file.Path.EndsWith("/PrivacyRuleTests.cs", StringComparison.Ordinal)
        select $"{file.Path}:{line.Number} names {found.Value}. Leave hosts to the machine's configuration and paths to the caller.";

    [GeneratedRegex(
        @"(?<![\w.-])((api|www|globalcdn)\.nuget\.org|registry\.(npmjs\.org|yarnpkg\.com)|(deb|security|ftp|snapshot)\.debian\.org|pypi\.org|files\.pythonhosted\.org|deb\.nodesource\.com|crates\.io|proxy\.golang\.org)"
        + @"|(?<![\w./}*-])/(work|root|home/[a-z][a-z0-9_-]*|Users/[A-Za-z]+)/")]
    private static partial Regex Banned();
}
