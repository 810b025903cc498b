using Edge.Contracts;
using Edge.Inference.Volumes;

namespace Edge.Inference.Pipeline.Postprocess;

/// <summary>
/// Takes the scores of an output slice by slice as the network's grid is finished, from the first to the last, and keeps only what its steps need: labels,
/// and scores where they are brought back to the source or wanted in an object.
/// </summary>
internal sealed class SegmentReduction
{
    private readonly SegmentPlan _plan;
    private readonly PipelineImage _image;
    private readonly int _channels;
    private readonly VolumeShape _grid;
    private readonly Memory<byte> _labels;

    /// <summary>Makes room.</summary>
    /// <param name="plan">What to do.</param>
    /// <param name="image">The input as it was when the network ran.</param>
    /// <param name="channels">Channels of the output.</param>
    /// <param name="grid">Size of the network's grid.</param>
    public SegmentReduction(SegmentPlan plan, PipelineImage image, int channels, VolumeShape grid)
    {
        _plan = plan;
        _image = image;
        _channels = channels;
        _grid = grid;
        _labels = image.Labels.Take(plan.OnSource is null ? grid.Count : image.SourceShape.Count);
    }

    /// <summary>Where scores are kept; null where none are, or before <see cref="KeepIn"/>.</summary>
    public ScoreStore? Scores { get; private set; }

    /// <summary>Why a slice was not taken.</summary>
    public StageStop Refusal { get; private set; } = StageStop.Failed(
        "The model gave values that are no finite numbers, so that nothing can be said. Report this study to the model's maker.");

    /// <summary>True where scores must be kept beyond their slice.</summary>
    public bool NeedsScores => _plan.KeepsScores || _plan.OnSource is not null;

    /// <summary>Says where scores are kept.</summary>
    public void KeepIn(ScoreStore scores) => Scores = scores;

    /// <summary>Takes the scores of one slice of the grid; they are changed in place.</summary>
    /// <param name="slice">Index along D.</param>
    /// <param name="scores">Scores, from channel 0 of the slice on.</param>
    /// <param name="stride">From one channel to the next.</param>
    /// <returns>False when one is no finite number, or none that its manifest allows: <see cref="Refusal"/>.</returns>
    public bool Take(int slice, Span<float> scores, int stride)
    {
        int count = _grid.SliceCount;
        for (int channel = 0; channel < _channels; channel++)
        {
            if (!ChannelScores.AreFinite(scores.Slice(channel * stride, count)))
            {
                return false;
            }
        }

        ScoreSteps.Apply(_plan.OnGrid, scores, _channels, stride, count);
        for (int channel = 0; channel < _channels && _plan.KeepsScores; channel++)
        {
            if (FirstBeyond(scores.Slice(channel * stride, count)) is { } score)
            {
                Refusal = ClassScores.NoProbability("a segmentation", score);
                return false;
            }
        }

        if (_plan.OnSource is null)
        {
            Reduce(scores, stride, _labels.Span.Slice(slice * count, count));
        }

        return true;
    }

    /// <summary>Takes the scores of one slice that is blended of windows, and keeps them where they are needed later.</summary>
    /// <param name="slice">Index along D.</param>
    /// <param name="scores">Scores, [C,H,W]; changed in place.</param>
    /// <returns>False as <see cref="Take"/> has it.</returns>
    public bool TakeBlended(int slice, Span<float> scores)
    {
        int count = _grid.SliceCount;
        bool finite = Take(slice, scores, count);
        for (int channel = 0; channel < _channels && Scores is not null; channel++)
        {
            scores.Slice(channel * count, count).CopyTo(Scores.Channel(channel).Slice(slice * count, count));
        }

        return finite;
    }

    /// <summary>Ends with the labels, once every slice was taken.</summary>
    /// <exception cref="OperationCanceledException">The deadline passed.</exception>
    public LabelVolume Finish(CancellationToken cancellationToken)
    {
        bool areBits = _plan.Reduction is ThresholdStep;
        if (_plan.OnSource is null)
        {
            return new LabelVolume(_labels, _grid, _image.Volume.Geometry, areBits);
        }

        VolumeShape source = _image.SourceShape;
        var sampling = new ScoreSampling(_image.Map, source, _grid);
        float[] slice = new float[_channels * source.SliceCount];
        for (int d = 0; d < source.Depth; d++)
        {
            cancellationToken.ThrowIfCancellationRequested();
            for (int channel = 0; channel < _channels; channel++)
            {
                sampling.ReadSlice(Scores!.Channel(channel), d, slice.AsSpan(channel * source.SliceCount, source.SliceCount));
            }

            ScoreSteps.Apply(_plan.OnSource, slice, _channels, source.SliceCount, source.SliceCount);
            Reduce(slice, source.SliceCount, _labels.Span.Slice(d * source.SliceCount, source.SliceCount));
        }

        return new LabelVolume(_labels, source, _image.StackGeometry, areBits);
    }

    /// <summary>The first score that is no probability; null where all are.</summary>
    private static float? FirstBeyond(ReadOnlySpan<float> scores)
    {
        foreach (float score in scores)
        {
            if (!ClassScores.IsProbability(score))
            {
                return score;
            }
        }

        return null;
    }

    private void Reduce(ReadOnlySpan<float> scores, int stride, Span<byte> labels)
    {
        if (_plan.Reduction is ThresholdStep threshold)
        {
            ChannelScores.Threshold(scores, threshold.OperatingPoints, stride, labels);
        }
        else
        {
            ChannelScores.Argmax(scores, _channels, stride, labels);
        }
    }
}
