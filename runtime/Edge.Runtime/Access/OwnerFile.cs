using System.Text;
using Edge.Runtime.Store;

namespace Edge.Runtime.Access;

/// <summary>A small file of lines for its owner alone, replaced as a whole.</summary>
internal static class OwnerFile
{
    private const UnixFileMode OwnerOnly = UnixFileMode.UserRead | UnixFileMode.UserWrite;

    /// <summary>True when others than the owner may read or write it.</summary>
    public static bool IsOpenToOthers(string path) => File.Exists(path) && (File.GetUnixFileMode(path) & ~OwnerOnly) != 0;

    /// <summary>Its lines, at most <paramref name="linesMax"/>; none where it does not exist.</summary>
    /// <exception cref="IOException">The disk failed.</exception>
    public static IReadOnlyList<string> Read(string path, int linesMax) => File.Exists(path) ? [.. File.ReadLines(path).Take(linesMax)] : [];

    /// <summary>Replaces it. On return it survives loss of power.</summary>
    /// <exception cref="IOException">The disk failed; the file is as before.</exception>
    public static void Write(string path, IEnumerable<string> lines) =>
        DurableFile.Write(path, Encoding.UTF8.GetBytes(string.Concat(lines.Select(line => line + "\n"))), OwnerOnly);
}
