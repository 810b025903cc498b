using System.Text.RegularExpressions;

namespace Edge.Tidy.Tests;

/// <summary>Every project is in the solution, so that tools/test builds it, and every library of the runtime has its tests.</summary>
internal static partial class SolutionRule
{
    public static IEnumerable<string> Violations(SourceTree tree)
    {
        string solution = tree.Files.SingleOrDefault(file => file.Path == "Edge.sln")?.Text ?? "";
        HashSet<string> listed = [.. ProjectPath().Matches(solution).Select(match => match.Value.Trim('"').Replace('\\', '/'))];
        string[] projects = [.. tree.Files.Where(file => file.Name.EndsWith(".csproj", StringComparison.Ordinal)).Select(file => file.Path)];
        return projects.Where(path => !listed.Contains(path)).Select(path => $"{path} is not in Edge.sln.")
            .Concat(listed.Where(path => !projects.Contains(path)).Select(path => $"Edge.sln lists {path}, which does not exist."))
            .Concat(
                from path in projects
                where path.StartsWith("runtime/", StringComparison.Ordinal) || path.StartsWith("updater/", StringComparison.Ordinal)
                let name = Path.GetFileNameWithoutExtension(path)
                where !projects.Contains($"tests/{name}.Tests/{name}.Tests.csproj")
                select $"{path} has no tests/{name}.Tests.");
    }

    [GeneratedRegex("\"[^\"]+\\.csproj\"")]
    private static partial Regex ProjectPath();
}
