using System.Globalization;

namespace Edge.Contracts;

/// <summary>One file of an audit log: <c>audit-NNNNNNNNNNNN.jsonl</c>, named after the sequence of its first entry.</summary>
/// <param name="Path">Where it lies.</param>
/// <param name="First">Sequence of its first entry.</param>
public sealed record AuditFile(string Path, long First)
{
    private const string Prefix = "audit-";
    private const string Suffix = ".jsonl";
    private const int Digits = 12;

    /// <summary>The file that begins with <paramref name="first"/>.</summary>
    public static AuditFile At(string directory, long first) =>
        new(System.IO.Path.Combine(directory, Prefix + first.ToString($"D{Digits}", CultureInfo.InvariantCulture) + Suffix), first);

    /// <summary>The files of a directory, the oldest first; empty where there is none.</summary>
    /// <exception cref="IOException">It cannot be listed.</exception>
    public static IReadOnlyList<AuditFile> List(string directory) => !Directory.Exists(directory) ? [] :
    [
        .. Directory.EnumerateFiles(directory, Prefix + "*" + Suffix)
            .Select(path => (Path: path, Name: System.IO.Path.GetFileName(path)[Prefix.Length..^Suffix.Length]))
            .Where(file => file.Name.Length == Digits && file.Name.All(char.IsAsciiDigit))
            .Select(file => new AuditFile(file.Path, long.Parse(file.Name, CultureInfo.InvariantCulture)))
            .OrderBy(file => file.First),
    ];
}
