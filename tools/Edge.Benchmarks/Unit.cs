using System.Text.Json;
using Edge.Contracts;

namespace Edge.Benchmarks;

/// <summary>What a benchmark runs on: a manifest, and every file of a folder as one unit.</summary>
internal static class Unit
{
    /// <summary>Reads a manifest.</summary>
    public static ModelManifest Manifest(string path) => JsonSerializer.Deserialize(File.ReadAllBytes(path), EdgeJson.Default.ModelManifest)!;

    /// <summary>The unit of a folder.</summary>
    public static JobUnit Of(ModelManifest manifest, string folder) => new(
        manifest.Unit, "bench", "bench", null, 1, [.. Directory.GetFiles(folder, "*.dcm").Order(StringComparer.Ordinal).Select(path => new JobInstance(Path.GetFileName(path), path))]);

    /// <summary>The middle of some times, in milliseconds.</summary>
    public static double Median(IEnumerable<TimeSpan> times)
    {
        double[] sorted = [.. times.Select(time => time.TotalMilliseconds).Order()];
        return sorted[sorted.Length / 2];
    }
}
