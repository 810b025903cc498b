using System.Text.RegularExpressions;

namespace Edge.Tidy.Tests;

/// <summary>A relative link in a Markdown document leads to a tracked file or folder, and its fragment to a heading there.</summary>
internal static partial class LinkRule
{
    public static IEnumerable<string> Violations(SourceTree tree)
    {
        Dictionary<string, SourceFile> files = tree.Files.ToDictionary(file => file.Path);
        return from file in tree.Files
               where file.Name.EndsWith(".md", StringComparison.Ordinal)
               from Match link in Link().Matches(Code().Replace(file.Text, ""))
               let trouble = Trouble(tree, files, file, link.Groups["target"].Value)
               where trouble is not null
               select $"{file.Path} links to {link.Groups["target"].Value}: {trouble}.";
    }

    private static string? Trouble(SourceTree tree, Dictionary<string, SourceFile> files, SourceFile from, string target)
    {
        if (target.Contains("://", StringComparison.Ordinal) || target.StartsWith("mailto:", StringComparison.Ordinal))
        {
            return null;
        }

        string[] parts = target.Split('#', 2);
        string path = parts[0].Length == 0 ? from.Path : Resolve(from.Folder, parts[0]);
        if (files.TryGetValue(path, out SourceFile? found))
        {
            return parts.Length < 2 || Anchors(found).Contains(parts[1]) ? null : "no such heading";
        }

        bool known = tree.Files.Any(file => file.Path.StartsWith(path + "/", StringComparison.Ordinal)) || (tree.Root.Length > 0 && File.Exists(Path.Combine(tree.Root, path)));
        return known ? null : "no such file";
    }

    private static string Resolve(string folder, string relative) =>
        Path.GetRelativePath("/", Path.GetFullPath(Path.Combine("/", folder, relative))).TrimEnd('/');

    private static IEnumerable<string> Anchors(SourceFile file) =>
        from Match heading in Heading().Matches(file.Text)
        select NotInAnchor().Replace(heading.Groups[1].Value.Trim().ToLowerInvariant(), "").Replace(' ', '-');

    [GeneratedRegex(@"\[[^\]\n]*\]\((?<target>[^)\s]+)\)")]
    private static partial Regex Link();

    [GeneratedRegex(@"```.*?```|`[^`\n]*`", RegexOptions.Singleline)]
    private static partial Regex Code();

    [GeneratedRegex(@"^#+ (.+)$", RegexOptions.Multiline)]
    private static partial Regex Heading();

    [GeneratedRegex(@"[^\w\- ]")]
    private static partial Regex NotInAnchor();
}
