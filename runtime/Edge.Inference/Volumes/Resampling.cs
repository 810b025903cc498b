using System.Numerics;

namespace Edge.Inference.Volumes;

/// <summary>
/// Trilinear resampling of a volume to another spacing with border padding. The grid keeps the axes, so that the three directions separate: each source slice is resampled within its plane once, then slices are blended.
/// </summary>
internal static class Resampling
{
    /// <summary>Resamples every channel in place of the current values.</summary>
    /// <param name="volume">The volume.</param>
    /// <param name="alongD">Samples along D.</param>
    /// <param name="alongH">Samples along H.</param>
    /// <param name="alongW">Samples along W.</param>
    /// <param name="geometry">Where the samples lie; null for an image.</param>
    public static void Linear(ImageVolume volume, AxisSampling alongD, AxisSampling alongH, AxisSampling alongW, VolumeGeometry? geometry)
    {
        var to = new VolumeShape(alongD.Count, alongH.Count, alongW.Count);
        Span<float> spare = volume.Spare(to, volume.Channels);
        for (int channel = 0; channel < volume.Channels; channel++)
        {
            Resample(volume.Channel(channel), volume.Shape, alongD, alongH, alongW, spare.Slice(channel * (int)to.Count, (int)to.Count));
        }

        volume.TakeSpare(to, geometry, volume.Channels);
    }

    private static void Resample(
        ReadOnlySpan<float> source, VolumeShape from, AxisSampling alongD, AxisSampling alongH, AxisSampling alongW, Span<float> target)
    {
        var to = new VolumeShape(alongD.Count, alongH.Count, alongW.Count);

        // Two planes, resampled within, are all that blending along D needs at a time; samples go upwards, so that each is made once.
        float[] lowerPlane = new float[to.SliceCount];
        float[] upperPlane = new float[to.SliceCount];
        float[] row = new float[from.Width];
        (int lowerAt, int upperAt) = (-1, -1);
        for (int d = 0; d < to.Depth; d++)
        {
            int lower = alongD.Lower[d];
            if (lower == upperAt)
            {
                (lowerPlane, upperPlane) = (upperPlane, lowerPlane);
                (lowerAt, upperAt) = (upperAt, -1);
            }

            if (lower != lowerAt)
            {
                ResamplePlane(source.Slice(lower * from.SliceCount, from.SliceCount), from, alongH, alongW, row, lowerPlane);
                lowerAt = lower;
            }

            Span<float> plane = target.Slice(d * to.SliceCount, to.SliceCount);
            if (alongD.Fraction[d] == 0)
            {
                lowerPlane.CopyTo(plane);
                continue;
            }

            if (lower + 1 != upperAt)
            {
                ResamplePlane(source.Slice((lower + 1) * from.SliceCount, from.SliceCount), from, alongH, alongW, row, upperPlane);
                upperAt = lower + 1;
            }

            Blend(lowerPlane, upperPlane, alongD.Fraction[d], plane);
        }
    }

    private static void ResamplePlane(
        ReadOnlySpan<float> source, VolumeShape from, AxisSampling alongH, AxisSampling alongW, float[] row, Span<float> target)
    {
        for (int h = 0; h < alongH.Count; h++)
        {
            ReadOnlySpan<float> lower = source.Slice(alongH.Lower[h] * from.Width, from.Width);
            ReadOnlySpan<float> blended = lower;
            if (alongH.Fraction[h] != 0)
            {
                Blend(lower, source.Slice((alongH.Lower[h] + 1) * from.Width, from.Width), alongH.Fraction[h], row);
                blended = row;
            }

            SampleRow(blended, alongW, target.Slice(h * alongW.Count, alongW.Count));
        }
    }

    private static void SampleRow(ReadOnlySpan<float> source, AxisSampling along, Span<float> target)
    {
        ReadOnlySpan<int> lowers = along.Lower.AsSpan(0, target.Length);
        ReadOnlySpan<float> fractions = along.Fraction.AsSpan(0, target.Length);
        if (along.IsIdentity)
        {
            source[..target.Length].CopyTo(target);
            return;
        }

        int last = source.Length - 1;
        for (int w = 0; w < target.Length; w++)
        {
            int lower = lowers[w];
            float value = source[lower];
            target[w] = value + ((source[Math.Min(lower + 1, last)] - value) * fractions[w]);
        }
    }

    /// <summary>lower + (upper − lower) · fraction, element by element.</summary>
    private static void Blend(ReadOnlySpan<float> lower, ReadOnlySpan<float> upper, float fraction, Span<float> target)
    {
        var share = new Vector<float>(fraction);
        int index = 0;
        for (; index <= target.Length - Vector<float>.Count; index += Vector<float>.Count)
        {
            var low = new Vector<float>(lower[index..]);
            var high = new Vector<float>(upper[index..]);
            (low + ((high - low) * share)).CopyTo(target[index..]);
        }

        for (; index < target.Length; index++)
        {
            target[index] = lower[index] + ((upper[index] - lower[index]) * fraction);
        }
    }
}
