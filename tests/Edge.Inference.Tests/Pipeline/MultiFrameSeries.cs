using System.Diagnostics;
using System.Text.Json;

namespace Edge.Inference.Tests.Pipeline;

/// <summary>One form of a series that tools/images/enhanced_from_classic.py made out of its slices.</summary>
/// <param name="Name">Which form.</param>
/// <param name="Files">Its objects.</param>
/// <param name="Refusal">Words of the reason why it makes no volume; null when it must be the volume of the slices.</param>
internal sealed record MultiFrameSeries(string Name, IReadOnlyList<string> Files, string? Refusal)
{
    /// <summary>Makes every form of a series in a folder.</summary>
    public static async Task<IReadOnlyList<MultiFrameSeries>> MakeAsync(TemporaryFolder folder, IEnumerable<string> slices)
    {
        string script = Path.Combine(TestFolders.Repository, "tools", "images", "enhanced_from_classic.py");
        var start = new ProcessStartInfo("/usr/bin/python3", [script, folder.Path, .. slices]) { RedirectStandardOutput = true, RedirectStandardError = true };
        using Process process = Process.Start(start) ?? throw new InvalidOperationException("Python did not start.");
        Task<string> error = process.StandardError.ReadToEndAsync(TestContext.Current.CancellationToken);
        string output = await process.StandardOutput.ReadToEndAsync(TestContext.Current.CancellationToken);
        await process.WaitForExitAsync(TestContext.Current.CancellationToken);
        Assert.True(process.ExitCode == 0, $"enhanced_from_classic.py failed; it needs the Debian package python3-pydicom:\n{await error}");
        return [.. output.Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(Parse)];
    }

    private static MultiFrameSeries Parse(string line)
    {
        using JsonDocument document = JsonDocument.Parse(line);
        JsonElement form = document.RootElement;
        return new MultiFrameSeries(
            form.GetProperty("name").GetString()!,
            [.. form.GetProperty("files").EnumerateArray().Select(file => file.GetString()!)],
            form.GetProperty("refusal").GetString());
    }
}
