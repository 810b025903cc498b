using System.Diagnostics;
using System.Text;

namespace Edge.Tidy.Tests;

/// <summary>The text files the rules look at: what git tracks or would track, read once.</summary>
internal sealed class SourceTree(string root, IReadOnlyList<SourceFile> files)
{
    private const int MaxTextBytes = 4 << 20;

    private static readonly Lazy<SourceTree> Repository = new(Read);

    /// <summary>The repository that these tests were built from.</summary>
    public static SourceTree OfRepository => Repository.Value;

    /// <summary>Absolute path of the root; empty for a made-up tree.</summary>
    public string Root => root;

    public IReadOnlyList<SourceFile> Files => files;

    public IEnumerable<SourceFile> CSharp => files.Where(file => file.IsCSharp && !file.IsGenerated);

    public IEnumerable<SourceFile> Production => files.Where(file => file.IsProduction);

    /// <summary>A made-up tree, to show that a rule can fail.</summary>
    public static SourceTree Of(params (string Path, string Text)[] files) =>
        new("", [.. files.Select(file => new SourceFile(file.Path, file.Text))]);

    private static SourceTree Read()
    {
        string root = FindRoot(AppContext.BaseDirectory);
        List<SourceFile> files = [];
        foreach (string path in ListFiles(root))
        {
            var file = new FileInfo(Path.Combine(root, path));
            if (!file.Exists || file.LinkTarget is not null || file.Length > MaxTextBytes)
            {
                continue;
            }

            byte[] bytes = File.ReadAllBytes(file.FullName);
            if (!bytes.Contains((byte)0))
            {
                files.Add(new SourceFile(path, Encoding.UTF8.GetString(bytes)));
            }
        }

        return new SourceTree(root, files);
    }

    private static string FindRoot(string start)
    {
        for (DirectoryInfo? folder = new(start); folder is not null; folder = folder.Parent)
        {
            if (File.Exists(Path.Combine(folder.FullName, "Edge.sln")))
            {
                return folder.FullName;
            }
        }

        throw new DirectoryNotFoundException($"No folder above {start} holds Edge.sln. Run the tests from a checkout.");
    }

    private static IEnumerable<string> ListFiles(string root)
    {
        using Process git = Process.Start(new ProcessStartInfo("git", ["-C", root, "ls-files", "-z", "--cached", "--others", "--exclude-standard"])
        {
            RedirectStandardOutput = true,
        })!;
        string list = git.StandardOutput.ReadToEnd();
        git.WaitForExit();
        return git.ExitCode == 0
            ? list.Split('\0', StringSplitOptions.RemoveEmptyEntries).Distinct()
            : throw new InvalidOperationException($"git ls-files ended with {git.ExitCode}. The rules look at what git tracks: run the tests from a clone.");
    }
}
