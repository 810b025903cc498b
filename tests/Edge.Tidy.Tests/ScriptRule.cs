namespace Edge.Tidy.Tests;

/// <summary>Every bash script stops at the first error and may be executed.</summary>
internal static class ScriptRule
{
    public static IEnumerable<string> Violations(SourceTree tree) =>
        tree.Files.Where(file => IsCommand(file) || file.Text.StartsWith("#!", StringComparison.Ordinal)).SelectMany(file => Violations(tree, file));

    /// <summary>A file right under tools/ or .ci/ without an extension is meant to be called.</summary>
    private static bool IsCommand(SourceFile file) => file.Folder is "tools" or ".ci" && !file.Name.Contains('.', StringComparison.Ordinal) && file.Name != "debian-packages";

    private static IEnumerable<string> Violations(SourceTree tree, SourceFile file)
    {
        string first = file.Text.Split('\n')[0];
        if (first is "#!/usr/bin/env bash" or "#!/bin/bash")
        {
            if (!file.Text.Contains("\nset -euo pipefail\n", StringComparison.Ordinal))
            {
                yield return $"{file.Path} lacks set -euo pipefail.";
            }
        }
        else if (!first.StartsWith("#!/usr/bin/python3", StringComparison.Ordinal))
        {
            yield return $"{file.Path} starts with '{first}'; a command starts with #!/usr/bin/env bash or #!/usr/bin/python3.";
        }

        if (tree.Root.Length > 0 && !File.GetUnixFileMode(Path.Combine(tree.Root, file.Path)).HasFlag(UnixFileMode.UserExecute))
        {
            yield return $"{file.Path} is not executable: chmod +x.";
        }
    }
}
