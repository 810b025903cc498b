using System.Diagnostics.CodeAnalysis;
using System.Text.Json;
using Edge.Contracts;
using Edge.Inference.Pipeline;
using Microsoft.ML.OnnxRuntime;

namespace Edge.Benchmarks;

/// <summary>A unit through a whole model by the path of jobs: what preprocessing and postprocessing cost beside the network alone.</summary>
internal static class OverheadBenchmark
{
    /// <summary>Runs it; prints the medians.</summary>
    [SuppressMessage("Reliability", "CA2000", Justification = "The loaded model owns them.")]
    public static int Run(string release, string folder, int repetitions)
    {
        ModelManifest manifest = Unit.Manifest(Path.Combine(release, ModelManifest.FileName));
        JobUnit unit = Unit.Of(manifest, folder);
        var settings = new EngineSettings(["cpu"], Environment.ProcessorCount, SpinDurationUs: 1000);
        Network network = Network.Create(Path.Combine(release, "model.onnx"), manifest, settings, out string? refusal)
            ?? throw new InvalidOperationException(refusal);
        var engine = new EngineUsed("cpu", [], OrtEnv.Instance().GetVersionString(), Environment.ProcessorCount);
        using var model = new LoadedModel(new ModelIdentity(manifest.Name, manifest.Version, "bench", null), manifest, network, engine, new PipelineImage());
        var stages = new Dictionary<string, List<TimeSpan>> { [JobStage.Preprocess] = [], [JobStage.Infer] = [], [JobStage.Postprocess] = [] };
        var rest = new List<TimeSpan>();
        var run = new List<TimeSpan>();
        for (int round = 0; round <= repetitions; round++)
        {
            var elapsed = new Dictionary<string, TimeSpan>();
            var used = new ProcessorTime();
            using (PipelineOutcome outcome = new UnitPipeline(model, used.Enter, TimeProvider.System).Run(unit, [], elapsed, CancellationToken.None))
            {
                if (outcome.Stop is { } stop)
                {
                    throw new InvalidOperationException(stop.Reason);
                }
            }

            used.Enter(string.Empty);

            // As after each job: its buffers are for the next one.
            model.Image.Release();

            if (round > 0)
            {
                // The first round makes the buffers and compiles.
                foreach ((string stage, List<TimeSpan> times) in stages)
                {
                    times.Add(elapsed[stage]);
                }

                rest.Add(used.Of(JobStage.Preprocess) + used.Of(JobStage.Postprocess));
                run.Add(used.Of(JobStage.Infer) / Environment.ProcessorCount);
            }
        }

        Console.WriteLine(JsonSerializer.Serialize(new Dictionary<string, double>
        {
            ["preprocessMs"] = Unit.Median(stages[JobStage.Preprocess]),
            ["runMs"] = Unit.Median(stages[JobStage.Infer]),
            ["postprocessMs"] = Unit.Median(stages[JobStage.Postprocess]),
            ["restProcessorMs"] = Unit.Median(rest),
            ["runProcessorMs"] = Unit.Median(run),
        }));
        return 0;
    }
}
