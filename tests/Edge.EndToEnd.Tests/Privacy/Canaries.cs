namespace Edge.EndToEnd.Tests;

/// <summary>Objects with a value that occurs nowhere else in every attribute of PS3.15 Table E.1-1, made by python3-pydicom.</summary>
/// <param name="Folder">Where they are; <c>canaries.py</c> says what each is.</param>
/// <param name="Texts">What must be found nowhere but in DICOM.</param>
/// <param name="Uids">What must not leave the appliance; local logs and paths may hold it.</param>
internal sealed record Canaries(string Folder, IReadOnlyList<string> Texts, IReadOnlyList<string> Uids)
{
    private static string Source => Path.Combine(AppContext.BaseDirectory, "Privacy");

    /// <summary>Attributes of the table.</summary>
    public static int TableRows => System.IO.File.ReadLines(Path.Combine(Source, "confidential.tsv")).Count();

    public static async Task<Canaries> WriteAsync(string radiograph, string folder, CancellationToken cancellationToken)
    {
        Outcome made = await Tool.RunAsync(
            "/usr/bin/python3",
            "python3-pydicom",
            [Path.Combine(Source, "canaries.py"), radiograph, Path.Combine(Source, "confidential.tsv"), folder],
            cancellationToken);
        Assert.True(made.ExitCode == 0, made.Errors);
        string[][] rows = [.. (await System.IO.File.ReadAllLinesAsync(Path.Combine(folder, "canaries.tsv"), cancellationToken)).Select(line => line.Split('\t'))];
        return new Canaries(folder, Of(rows, "text"), Of(rows, "uid"));
    }

    /// <summary>The file of that name.</summary>
    public string File(string name) => Path.Combine(Folder, name + ".dcm");

    private static string[] Of(IEnumerable<string[]> rows, string kind) => [.. rows.Where(row => row[1] == kind).Select(row => row[2]).Distinct()];
}
