using System.Text;

namespace Edge.Contracts;

/// <summary>
/// What a person still has to decide in a release that <c>edgectl model new</c> began: each is marked in the files, and a release with one is not finished.
/// </summary>
public static class OpenChoices
{
    /// <summary>How a text begins that a person must replace.</summary>
    public const string Marker = "CHOOSE:";

    private const long BytesMax = 16 * 1024 * 1024;

    private static readonly string[] Files = [ModelManifest.FileName, "MODEL_CARD.md", "LICENSE", "golden/" + GoldenCases.FileName];

    /// <summary>Every mark, each with its file, its line and what it asks for; empty for a release that is finished.</summary>
    /// <param name="directory">A release directory.</param>
    /// <exception cref="IOException">A file cannot be read.</exception>
    public static IReadOnlyList<ReleaseProblem> Find(string directory)
    {
        ArgumentNullException.ThrowIfNull(directory);
        var open = new List<ReleaseProblem>();
        foreach (string file in Files)
        {
            string path = Path.Combine(directory, file);
            if (!File.Exists(path))
            {
                continue;
            }

            if (BoundedFile.Read(path, BytesMax) is not { } text)
            {
                open.Add(new(file, new("$", $"It is larger than {BytesMax} bytes, so that nobody can look through it for what is still to be decided. Shorten it.")));
                continue;
            }

            string[] lines = Encoding.UTF8.GetString(text).Split('\n');
            for (int line = 0; line < lines.Length; line++)
            {
                if (lines[line].IndexOf(Marker, StringComparison.Ordinal) is >= 0 and var at)
                {
                    open.Add(new(file, new($"line {line + 1}", $"decide: {lines[line][(at + Marker.Length)..].Trim(' ', '\r', '"', ',', '*', '_')}")));
                }
            }
        }

        return open;
    }
}
