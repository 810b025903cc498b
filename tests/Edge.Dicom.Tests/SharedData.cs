namespace Edge.Dicom.Tests;

/// <summary>
/// The test material beside the repository: <c>../shared/data</c> as seen from the folder with Edge.sln, or where EDGE_SHARED points
/// (a folder that holds <c>data</c>, or that folder itself). Tests skip where it is absent.
/// </summary>
public static class SharedData
{
    public const string Absent = "no test material: ../shared/data is not beside the repository and EDGE_SHARED is not set";

    public static readonly string? Root = Find();

    public static bool IsAbsent => Root is null;

    public static IEnumerable<string> Files(string folder) => Root is null
        ? []
        : Directory.EnumerateFiles(Path.Combine(Root, folder), "*", SearchOption.AllDirectories).Order(StringComparer.Ordinal);

    private static string? Find()
    {
        if (Environment.GetEnvironmentVariable("EDGE_SHARED") is { Length: > 0 } stated)
        {
            string inside = Path.Combine(stated, "data");
            return Directory.Exists(inside) ? inside : Directory.Exists(Path.Combine(stated, "dicom")) ? stated : null;
        }

        for (DirectoryInfo? at = new(AppContext.BaseDirectory); at is not null; at = at.Parent)
        {
            if (File.Exists(Path.Combine(at.FullName, "Edge.sln")))
            {
                string beside = Path.GetFullPath(Path.Combine(at.FullName, "..", "shared", "data"));
                return Directory.Exists(beside) ? beside : null;
            }
        }

        return null;
    }
}
