using Edge.Contracts;
using Edge.Inference.Pipeline.Loading;
using Edge.Inference.Pipeline.Postprocess;
using Edge.Inference.Pipeline.Preprocess;

namespace Edge.Inference.Pipeline;

/// <summary>One unit through one model: load, preprocess, infer, postprocess.</summary>
/// <param name="model">The model.</param>
/// <param name="stageEntered">Told each stage as it begins.</param>
/// <param name="time">Measures the stages.</param>
internal sealed class UnitPipeline(LoadedModel model, Action<string> stageEntered, TimeProvider time)
{
    /// <summary>Told the scores before postprocessing changes them.</summary>
    public Action<NetworkScores>? ScoresMade { get; init; }

    /// <summary>Runs a unit.</summary>
    /// <param name="unit">What to run on.</param>
    /// <param name="instances">Receives the inputs as far as they were read, in the order used.</param>
    /// <param name="elapsed">Receives the time spent in each stage.</param>
    /// <param name="cancellationToken">The job's deadline.</param>
    /// <returns>Why there are no findings, or null and the findings.</returns>
    /// <exception cref="OperationCanceledException">The deadline passed.</exception>
    /// <exception cref="Microsoft.ML.OnnxRuntime.OnnxRuntimeException">An operator failed.</exception>
    public (StageStop? Stop, IReadOnlyList<Finding> Findings) Run(
        JobUnit unit, List<SourceInstance> instances, Dictionary<string, TimeSpan> elapsed, CancellationToken cancellationToken)
    {
        // 1. Attributes and hashes, the frames they make, and what the model accepts.
        var frames = new List<SourceInstance>();
        StageStop? stop = Measure(elapsed, JobStage.Load, () =>
            SourceReader.Read(unit, instances, cancellationToken)
            ?? FrameDivision.Divide(model.Manifest, instances, frames)
            ?? Acceptance.Check(model.Manifest.Accepts, frames));
        if (stop is not null)
        {
            return (stop, []);
        }

        // 2. Pixels through the network: all of a volume at once, an image frame by frame.
        using var loader = new ImageLoader();
        using var scores = new CombinedScores(model.Manifest.Preprocess.OfType<EachFrameStep>().FirstOrDefault()?.Combine);
        foreach (List<SourceInstance> pass in Passes(frames))
        {
            stop = Infer(loader, pass, scores, elapsed, cancellationToken);
            if (stop is not null)
            {
                return (stop, []);
            }

            InOrderUsed(instances, pass);
        }

        ScoresMade?.Invoke(scores.Total);

        // 3. Scores to findings.
        IReadOnlyList<Finding> findings = [];
        stop = Measure(elapsed, JobStage.Postprocess, () =>
        {
            if (CheckScores(scores.Total) is { } problem)
            {
                return StageStop.Failed(problem);
            }

            findings = Postprocessor.Run(model.Manifest, model.Image, scores.Total.Values, scores.Total.Channels, cancellationToken);
            return null;
        });
        return (stop, findings);
    }

    private IEnumerable<List<SourceInstance>> Passes(List<SourceInstance> frames) =>
        model.Manifest.Preprocess.Any(step => step is EachFrameStep) ? frames.Select(frame => new List<SourceInstance> { frame }) : [frames];

    private StageStop? Infer(
        ImageLoader loader, List<SourceInstance> slices, CombinedScores scores, Dictionary<string, TimeSpan> elapsed, CancellationToken cancellationToken)
    {
        PipelineImage image = model.Image;

        // 1. Pixels in the order of the slices.
        StageStop? stop = Measure(elapsed, JobStage.Load, () => loader.Load(model.Manifest, slices, image, cancellationToken));

        // 2. Stored values to the network's input.
        stop ??= Measure(elapsed, JobStage.Preprocess, () =>
            Preprocessor.Run(model.Manifest.Preprocess, image, cancellationToken)
            ?? (model.Network.CheckShape(image.Volume.Shape) is { } problem ? StageStop.NotApplicable(problem) : null));

        // 3. The network.
        return stop ?? Measure(elapsed, JobStage.Infer, () => scores.Add(model.Network.Run(image.Volume, cancellationToken)));
    }

    /// <summary>Puts the instances of a volume in the order in which their slices were used.</summary>
    private static void InOrderUsed(List<SourceInstance> instances, List<SourceInstance> slices)
    {
        if (slices.Count >= instances.Count)
        {
            SourceInstance[] ordered = [.. slices.DistinctBy(slice => slice.Path)];
            instances.Clear();
            instances.AddRange(ordered);
        }
    }

    private string? CheckScores(NetworkScores scores)
    {
        long places = scores.Values.Length / Math.Max(scores.Channels, 1);
        bool fits = model.Manifest.Unit == UnitKind.Instance ? places == 1 : places == model.Image.Volume.Shape.Count;
        int channels = 1 + Math.Max(
            model.Manifest.Outputs.Findings.Select(finding => finding.Channel).DefaultIfEmpty(0).Max(),
            model.Manifest.Outputs.Segments.Select(segment => segment.Channel).DefaultIfEmpty(0).Max());
        if (!fits || scores.Shape[0] != 1 || scores.Channels < channels || scores.Channels > byte.MaxValue)
        {
            return $"The model gave an output of [{string.Join(',', scores.Shape)}], which does not fit its manifest. Ask the maker for another release.";
        }

        return ChannelScores.AreFinite(scores.Values)
            ? null
            : "The model gave values that are no finite numbers, so that nothing can be said. Report this study to the model's maker.";
    }

    private T Measure<T>(Dictionary<string, TimeSpan> elapsed, string stage, Func<T> run)
    {
        stageEntered(stage);
        long start = time.GetTimestamp();
        try
        {
            return run();
        }
        finally
        {
            elapsed[stage] = elapsed.GetValueOrDefault(stage) + time.GetElapsedTime(start);
        }
    }
}
