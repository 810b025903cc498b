using System.Security.Cryptography;
using Edge.Releases.Storage;

namespace Edge.Releases.ModelSigning;

/// <summary>The files of a model as they are on disk.</summary>
internal static class ModelFiles
{
    /// <summary>Most files of a model.</summary>
    public const int CountMax = 4096;

    /// <summary>The name of the only file of a model that is one file.</summary>
    public const string Itself = ".";

    private const int DepthMax = 16;
    private const int NameLengthMax = 512;

    /// <summary>Names of all files in order of their letters, but those ignored; and what is no regular file, apart.</summary>
    /// <param name="folder">The model.</param>
    /// <param name="ignored">Paths, with <c>/</c>; a folder's name stands for all in it.</param>
    /// <exception cref="TrustException">There are too many, or they are nested too deeply.</exception>
    /// <exception cref="IOException">The folder cannot be read.</exception>
    public static (IReadOnlyList<string> Files, IReadOnlyList<string> Strange) List(string folder, IReadOnlySet<string> ignored)
    {
        var files = new List<string>();
        var strange = new List<string>();
        var waiting = new Stack<(DirectoryInfo Folder, string Prefix, int Depth)>();
        waiting.Push((new DirectoryInfo(folder), "", 0));
        while (waiting.TryPop(out var next))
        {
            foreach (FileSystemInfo entry in next.Folder.EnumerateFileSystemInfos())
            {
                string name = next.Prefix + entry.Name;
                if (ignored.Contains(name))
                {
                    continue;
                }

                if (entry.LinkTarget is not null)
                {
                    strange.Add(name);
                }
                else if (entry is DirectoryInfo inner)
                {
                    waiting.Push(next.Depth < DepthMax ? (inner, name + "/", next.Depth + 1) : throw TooMany(folder));
                }
                else
                {
                    files.Add(files.Count < CountMax ? name : throw TooMany(folder));
                }
            }
        }

        files.Sort(StringComparer.Ordinal);
        strange.Sort(StringComparer.Ordinal);
        return (files, strange);
    }

    /// <summary>SHA-256 of a file, hexadecimal.</summary>
    /// <exception cref="IOException">It cannot be read, or is no regular file.</exception>
    public static string Hash(string path)
    {
        using FileStream content = RegularFile.Open(path);
        return Convert.ToHexStringLower(SHA256.HashData(content));
    }

    /// <summary>Whether a name stays below the model's folder.</summary>
    public static bool IsSafe(string name) =>
        name.Length <= NameLengthMax
        && name.Split('/') is var segments
        && segments.Length <= DepthMax + 1
        && segments.All(segment => segment is not ("" or "." or "..") && !segment.Any(char.IsControl));

    private static TrustException TooMany(string folder) =>
        new(TrustFailure.TooLarge, $"'{folder}' holds more than {CountMax} files, or folders more than {DepthMax} deep.");
}
