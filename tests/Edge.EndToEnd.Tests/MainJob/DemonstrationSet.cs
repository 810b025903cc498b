using System.Text.Json;

namespace Edge.EndToEnd.Tests;

/// <summary>The demonstration set: what a scanner would send, with the findings that the reference pipeline in Python computes for it.</summary>
internal sealed class DemonstrationSet
{
    private readonly string _folder;
    private readonly JsonElement _studies;

    private DemonstrationSet(string folder)
    {
        _folder = folder;
        _studies = JsonDocument.Parse(File.ReadAllText(Path.Combine(folder, "expected.json"))).RootElement.GetProperty("studies");
    }

    /// <summary>Writes it into <paramref name="folder"/>.</summary>
    public static async Task<DemonstrationSet> WriteAsync(string folder, CancellationToken cancellationToken)
    {
        string script = Path.Combine(Checkout.Root, "tools", "models", "demo_set.py");
        Outcome made = await Tool.RunAsync("/usr/bin/python3", "python3-numpy python3-pydicom", [script, folder], cancellationToken);
        Assert.True(made.ExitCode == 0, made.Errors);
        return new DemonstrationSet(folder);
    }

    /// <summary>One study: its files in order and what is expected of it.</summary>
    public DemonstrationStudy Study(string name)
    {
        JsonElement study = _studies.EnumerateArray().Single(study => study.GetProperty("name").GetString() == name);
        string[] files = [.. Directory.GetFiles(Path.Combine(_folder, study.GetProperty("directory").GetString()!), "*.dcm").Order(StringComparer.Ordinal)];
        return new DemonstrationStudy(study.GetProperty("studyInstanceUid").GetString()!, files, study);
    }
}
