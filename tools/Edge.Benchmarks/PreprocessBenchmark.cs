using System.Text.Json;
using Edge.Contracts;
using Edge.Inference.Pipeline;
using Edge.Inference.Pipeline.Loading;
using Edge.Inference.Pipeline.Preprocess;

namespace Edge.Benchmarks;

/// <summary>From files to the network's input, again and again with the buffers of one model: time, allocation, and probes of the result.</summary>
internal static class PreprocessBenchmark
{
    private const int ProbeCount = 8;

    /// <summary>Runs it; prints the medians.</summary>
    public static int Run(string manifestPath, string folder, int repetitions)
    {
        ModelManifest manifest = Unit.Manifest(manifestPath);
        JobUnit unit = Unit.Of(manifest, folder);
        using var image = new PipelineImage();
        var read = new List<TimeSpan>();
        var steps = new List<TimeSpan>();
        var least = new Dictionary<string, double>();
        long allocated = 0;
        for (int round = 0; round <= repetitions; round++)
        {
            long start = TimeProvider.System.GetTimestamp();
            var instances = new List<SourceInstance>();
            var frames = new List<SourceInstance>();
            using var loader = new ImageLoader();
            Check(SourceReader.Read(unit, instances, CancellationToken.None) ?? FrameDivision.Divide(manifest, instances, frames));
            Check(loader.Load(manifest, frames, image, CancellationToken.None));
            TimeSpan reading = TimeProvider.System.GetElapsedTime(start);
            long before = GC.GetAllocatedBytesForCurrentThread();
            start = TimeProvider.System.GetTimestamp();
            for (int step = 0; step < manifest.Preprocess.Count; step++)
            {
                long began = TimeProvider.System.GetTimestamp();
                Check(Preprocessor.Run([manifest.Preprocess[step]], image, CancellationToken.None));
                double ms = TimeProvider.System.GetElapsedTime(began).TotalMilliseconds;
                string name = $"{step} {manifest.Preprocess[step].GetType().Name}";
                least[name] = Math.Min(ms, least.GetValueOrDefault(name, double.MaxValue));
            }

            TimeSpan stepping = TimeProvider.System.GetElapsedTime(start);
            allocated = GC.GetAllocatedBytesForCurrentThread() - before;
            if (round > 0)
            {
                // The first round makes the buffers and compiles.
                read.Add(reading);
                steps.Add(stepping);
            }
        }

        var probes = new List<double>();
        for (int probe = 0; probe < ProbeCount; probe++)
        {
            probes.Add(image.Volume.Values[(int)(image.Volume.Count / ProbeCount * probe) + probe]);
        }

        Console.WriteLine(JsonSerializer.Serialize(new Dictionary<string, object>
        {
            ["readMs"] = Unit.Median(read),
            ["stepsMs"] = Unit.Median(steps),
            ["leastMsOfSteps"] = least,
            ["totalMs"] = Unit.Median(read.Zip(steps, (a, b) => a + b)),
            ["allocatedBytesInSteps"] = allocated,
            ["voxels"] = image.Volume.Count,
            ["shape"] = image.Volume.Shape.ToString(),
            ["probes"] = probes,
        }));
        return 0;
    }

    private static void Check(StageStop? stop)
    {
        if (stop is not null)
        {
            throw new InvalidOperationException(stop.Reason);
        }
    }
}
