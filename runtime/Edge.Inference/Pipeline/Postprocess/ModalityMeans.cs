using Edge.Contracts;
using Edge.Inference.Pipeline.Loading;
using Edge.Inference.Pipeline.Preprocess;

namespace Edge.Inference.Pipeline.Postprocess;

/// <summary>
/// Means of the modality's values (after its LUT, before any other step) in each segment. The steps changed the values in place, so that slices in which
/// a segment lies are read again; that costs their decoding and no memory.
/// </summary>
internal static class ModalityMeans
{
    /// <summary>Takes the means.</summary>
    /// <param name="labels">Labels on the source's grid.</param>
    /// <param name="segments">What they mean.</param>
    /// <param name="slices">The source's slices.</param>
    /// <param name="cancellationToken">The job's deadline.</param>
    /// <param name="means">Receives one for each segment; null where nothing is there.</param>
    /// <returns>Null, or why a slice could not be read.</returns>
    /// <exception cref="OperationCanceledException">The deadline passed.</exception>
    public static StageStop? Take(
        LabelVolume labels,
        IReadOnlyList<SegmentOutput> segments,
        IReadOnlyList<SourceInstance> slices,
        CancellationToken cancellationToken,
        out double?[] means)
    {
        means = new double?[segments.Count];
        double[] sums = new double[segments.Count];
        long[] counts = new long[segments.Count];
        using var pixels = new SlicePixels();
        float[] values = new float[labels.Shape.SliceCount];
        for (int slice = 0; slice < labels.Shape.Depth; slice++)
        {
            cancellationToken.ThrowIfCancellationRequested();
            if (!labels.Slice(slice).ContainsAnyExcept((byte)0))
            {
                continue;
            }

            if (ImageFormat.ReadGrey(slices[slice], out StageStop? stop) is not { } format)
            {
                return stop;
            }

            stop = pixels.Read(slices[slice], format, values) ?? ModalityLut.Apply([slices[slice]], values, values.Length);
            if (stop is not null)
            {
                return stop;
            }

            for (int index = 0; index < segments.Count; index++)
            {
                Add(labels, slice, segments[index].Channel, values, ref sums[index], ref counts[index]);
            }
        }

        for (int index = 0; index < segments.Count; index++)
        {
            means[index] = counts[index] == 0 ? null : sums[index] / counts[index];
        }

        return null;
    }

    private static void Add(LabelVolume labels, int slice, int channel, ReadOnlySpan<float> values, ref double sum, ref long count)
    {
        ReadOnlySpan<byte> voxels = labels.Slice(slice);
        for (int index = 0; index < voxels.Length; index++)
        {
            if (labels.AreBits ? ((voxels[index] >> channel) & 1) != 0 : voxels[index] == channel)
            {
                sum += values[index];
                count++;
            }
        }
    }
}
