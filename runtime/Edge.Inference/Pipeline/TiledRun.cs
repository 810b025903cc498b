using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using Edge.Contracts;
using Edge.Inference.Pipeline.Postprocess;
using Edge.Inference.Volumes;

namespace Edge.Inference.Pipeline;

/// <summary>
/// Runs the network window by window over an image that is too large for one run, and reduces the blended outputs slice by slice as they are finished, so
/// that memory stays at the image, its labels, and the slices of one row of windows.
/// </summary>
/// <param name="model">The model; every output it names has a value for each place.</param>
/// <param name="step">Size, overlap and blending of the windows.</param>
internal sealed class TiledRun(LoadedModel model, TileStep step) : IDisposable
{
    /// <summary>Most bytes of scores that are kept where steps need them beyond their slice: 2 GiB.</summary>
    private const long ScoreBytesMax = 2L * 1024 * 1024 * 1024;

    /// <summary>Each slice as a window: none overlaps.</summary>
    public static readonly TileStep WholeSlices = new([], 0, "constant");

    private readonly ImageVolume _window = new();
    private readonly Dictionary<string, TileBlending> _blending = [];
    private readonly Dictionary<string, SegmentReduction> _reduced = [];
    private bool _isWhole;

    /// <summary>Told each finished slice before a step changes it.</summary>
    public BlendedSlice? SliceMade { get; init; }

    /// <summary>The outputs, once every window was run.</summary>
    public IReadOnlyDictionary<string, SegmentReduction> Reduced => _reduced;

    /// <summary>The size of a window; of whole slices, once the image has gone through the steps.</summary>
    public VolumeShape Window => step.Size switch
    {
        [var d, var h, var w] => new VolumeShape(d, h, w),
        [var h, var w] => new VolumeShape(1, h, w),
        _ => model.Image.Volume.Shape with { Depth = 1 },
    };

    /// <summary>Runs every window.</summary>
    /// <param name="cancellationToken">The job's deadline.</param>
    /// <returns>Null, or why not.</returns>
    /// <exception cref="OperationCanceledException">The deadline passed.</exception>
    public StageStop? Run(CancellationToken cancellationToken)
    {
        ImageVolume volume = model.Image.Volume;
        volume.TrimSpare();
        var plan = new TilePlan(volume.Shape, Window, step.Overlap);
        _window.Reset(plan.Window, geometry: null, volume.Channels);
        for (int index = 0; index < plan.StartsD.Count; index++)
        {
            if (RunRow(plan, plan.StartsD[index], cancellationToken) is { } stop)
            {
                return stop;
            }

            if (Advance(index + 1 < plan.StartsD.Count ? plan.StartsD[index + 1] : plan.Padded.Depth) is { } refusal)
            {
                return refusal;
            }
        }

        _isWhole = true;
        return null;
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _window.Dispose();
        foreach (TileBlending blending in _blending.Values)
        {
            blending.Dispose();
        }

        // Of a run that ended early nobody takes the scores over.
        foreach (SegmentReduction reduction in _isWhole ? [] : _reduced.Values.ToArray())
        {
            reduction.Scores?.Dispose();
        }
    }

    /// <summary>Runs the windows that begin at one slice.</summary>
    [SuppressMessage("Reliability", "CA2000", Justification = "Each is disposed at the end of its turn.")]
    private StageStop? RunRow(TilePlan plan, int d, CancellationToken cancellationToken)
    {
        ImageVolume volume = model.Image.Volume;
        foreach (int h in plan.StartsH)
        {
            foreach (int w in plan.StartsW)
            {
                for (int channel = 0; channel < volume.Channels; channel++)
                {
                    plan.Read(volume.Channel(channel), d, h, w, _window.Channel(channel));
                }

                using NetworkOutputs outputs = model.Network.Run(_window, cancellationToken, model.Image.AttributeInputs);
                if (Add(outputs, plan, d, h, w) is { } stop)
                {
                    return stop;
                }
            }
        }

        return null;
    }

    private StageStop? Add(NetworkOutputs outputs, TilePlan plan, int d, int h, int w)
    {
        foreach (NetworkOutput output in outputs.All)
        {
            var shape = new VolumeShape(output.Size('D'), output.Size('H'), output.Size('W'));
            if (output.Problem is not null || shape != plan.Window || OutputFit.Problem(model.Manifest, output.Declared, output.Channels) is not null)
            {
                return OutputFit.Stop(output, $"a grid of {plan.Window} for a window of this size, and the channels");
            }

            string name = output.Declared.Tensor;
            if (!_blending.TryGetValue(name, out TileBlending? blending))
            {
                if (Begin(output, plan) is { } stop)
                {
                    return stop;
                }

                _blending[name] = blending = new TileBlending(plan, output.Channels, TileWeights.Of(plan.Window, step.Blend == "gaussian"));
            }

            blending.Add(output.Values, d, h, w);
        }

        return null;
    }

    private StageStop? Begin(NetworkOutput output, TilePlan plan)
    {
        PipelineImage image = model.Image;
        var reduction = new SegmentReduction(SegmentPlan.For(model.Manifest, output.Declared), image, output.Channels, plan.Grid);
        _reduced[output.Declared.Tensor] = reduction;
        if (!reduction.NeedsScores)
        {
            return null;
        }

        long bytes = output.Channels * plan.Grid.Count * sizeof(float);
        if (bytes > ScoreBytesMax)
        {
            return StageStop.NotApplicable(string.Create(
                CultureInfo.InvariantCulture,
                $"The probabilities of {plan.Grid} voxels in {output.Channels} channels need {bytes / (1024 * 1024)} MiB; at most {ScoreBytesMax / (1024 * 1024)} are kept. "
                + $"Send the study in parts, or use a release that makes labels before it brings them back."));
        }

        reduction.KeepIn(new ScoreStore(output.Channels, plan.Grid));
        return null;
    }

    private StageStop? Advance(int nextStart)
    {
        foreach ((string tensor, TileBlending blending) in _blending)
        {
            SegmentReduction reduction = _reduced[tensor];
            bool taken = blending.Advance(nextStart, (slice, scores) =>
            {
                SliceMade?.Invoke(tensor, slice, scores);
                return reduction.TakeBlended(slice, scores);
            });
            if (!taken)
            {
                return reduction.Refusal;
            }
        }

        return null;
    }
}
