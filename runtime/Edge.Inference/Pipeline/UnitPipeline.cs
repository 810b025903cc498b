using System.Diagnostics.CodeAnalysis;
using Edge.Contracts;
using Edge.Inference.Pipeline.Inputs;
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
    /// <summary>Memory that the volumes of a unit may take, in bytes; one that needs more is refused.</summary>
    public long MemoryBudgetBytes { get; init; } = long.MaxValue;

    /// <summary>Told the outputs before postprocessing changes them.</summary>
    public Action<NetworkOutputs>? OutputsMade { get; init; }

    /// <summary>Told each slice of outputs that are blended of windows, before postprocessing changes it.</summary>
    public BlendedSlice? SliceMade { get; init; }

    /// <summary>Runs a unit.</summary>
    /// <param name="unit">What to run on.</param>
    /// <param name="instances">Receives the inputs as far as they were read, in the order used.</param>
    /// <param name="elapsed">Receives the time spent in each stage.</param>
    /// <param name="cancellationToken">The job's deadline.</param>
    /// <returns>What it gave, to be disposed by the caller; its labels are good until the model runs again.</returns>
    /// <exception cref="OperationCanceledException">The deadline passed.</exception>
    /// <exception cref="Microsoft.ML.OnnxRuntime.OnnxRuntimeException">An operator failed.</exception>
    [SuppressMessage("Reliability", "CA2000", Justification = "What takes the outputs disposes them.")]
    public PipelineOutcome Run(
        JobUnit unit, List<SourceInstance> instances, Dictionary<string, TimeSpan> elapsed, CancellationToken cancellationToken)
    {
        // 1. Attributes and hashes, the frames they make, and what the model accepts.
        var frames = new List<SourceInstance>();
        StageStop? stop = Measure(elapsed, JobStage.Load, () =>
            SourceReader.Read(unit, instances, cancellationToken)
            ?? FrameDivision.Divide(model.Manifest, instances, frames)
            ?? Acceptance.Check(model.Manifest.Accepts, frames)
            ?? MemoryAdmission.Check(model.Manifest, frames, MemoryBudgetBytes));
        if (stop is not null)
        {
            return PipelineOutcome.Stopped(stop);
        }

        // 2. Pixels through the network: all of a volume at once, in windows or slice by slice, an image frame by frame.
        using var loader = new ImageLoader();
        EachSliceStep? eachSlice = model.Manifest.Preprocess.OfType<EachSliceStep>().FirstOrDefault();
        TileStep? tile = eachSlice is { Combine: null } ? TiledRun.WholeSlices : model.Manifest.Preprocess.OfType<TileStep>().FirstOrDefault();
        using TiledRun? tiled = tile is null ? null : new TiledRun(model, tile) { SliceMade = SliceMade };
        using var outputs = new CombinedOutputs(model.Manifest.Preprocess.OfType<EachFrameStep>().FirstOrDefault()?.Combine ?? eachSlice?.Combine);
        foreach (List<SourceInstance> pass in Passes(frames))
        {
            stop = Infer(loader, pass, outputs, tiled, elapsed, cancellationToken);
            if (stop is not null)
            {
                return PipelineOutcome.Stopped(stop);
            }

            InOrderUsed(instances, pass);
        }

        if (frames.Count > 1 && model.Manifest.Preprocess.Any(step => step is EachFrameStep))
        {
            model.Image.Point(frames[outputs.LeaderOf(Strongest(outputs.Total))]);
        }

        if (tiled is not null)
        {
            _ = outputs.Add(NetworkOutputs.None());
        }

        OutputsMade?.Invoke(outputs.Total);
        model.Image.Trace?.Network(outputs.Total);

        // 3. Outputs to findings.
        var postprocessor = new Postprocessor(model.Manifest, model.Image) { Reduced = tiled?.Reduced ?? new Dictionary<string, SegmentReduction>() };
        return Measure(elapsed, JobStage.Postprocess, () => postprocessor.Run(outputs.Total, cancellationToken));
    }

    /// <summary>The channel of the finding with the greatest score, of equal ones the first: what a picture is to show.</summary>
    private int Strongest(NetworkOutputs outputs)
    {
        NetworkOutput first = outputs.All[0];
        int[] channels = [.. model.Manifest.Outputs.Findings.Where(finding => model.Manifest.Outputs.Find(finding.Tensor) == first.Declared).Select(finding => finding.Channel)];
        return channels.Where(channel => channel < first.Values.Length).OrderByDescending(channel => first.Values[channel]).FirstOrDefault();
    }

    private IEnumerable<List<SourceInstance>> Passes(List<SourceInstance> frames) =>
        model.Manifest.Preprocess.Any(step => step is EachFrameStep) ? frames.Select(frame => new List<SourceInstance> { frame }) : [frames];

    private StageStop? Infer(
        ImageLoader loader,
        List<SourceInstance> slices,
        CombinedOutputs outputs,
        TiledRun? tiled,
        Dictionary<string, TimeSpan> elapsed,
        CancellationToken cancellationToken)
    {
        PipelineImage image = model.Image;

        // 1. Pixels in the order of the slices.
        StageStop? stop = Measure(elapsed, JobStage.Load, () => loader.Load(model.Manifest, slices, image, cancellationToken));

        if (stop is null)
        {
            image.Trace?.Loaded(image.Volume);
        }

        // 2. Stored values to the network's input.
        stop ??= Measure(elapsed, JobStage.Preprocess, () =>
            Preprocessor.Run(model.Manifest.Preprocess, image, cancellationToken)
            ?? AttributeNumbers.Read(model.Manifest, image)
            ?? CheckFinite(image)
            ?? (model.Network.CheckShape(tiled?.Window ?? image.Volume.Shape, image.Volume.Channels) is { } problem ? StageStop.NotApplicable(problem) : null));

        // 3. The network.
        bool eachSlice = model.Manifest.Preprocess.Any(step => step is EachSliceStep);
        return stop ?? Measure(elapsed, JobStage.Infer, () => tiled is not null
            ? tiled.Run(cancellationToken)
            : eachSlice
            ? SliceRun.Run(model, outputs, cancellationToken)
            : outputs.Add(model.Network.Run(image.Volume, cancellationToken, image.AttributeInputs)));
    }

    /// <summary>A floating-point image may hold infinities and what is no number, which no network is made for.</summary>
    private static StageStop? CheckFinite(PipelineImage image) => ChannelScores.AreFinite(image.Volume.Values)
        ? null
        : StageStop.Failed($"After preprocessing {image.Instances[0].Name} has values that are no finite numbers. Send it again from where it was made.");

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
