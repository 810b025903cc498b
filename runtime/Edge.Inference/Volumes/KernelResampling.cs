using System.Numerics;

namespace Edge.Inference.Volumes;

/// <summary>Resamples axis by axis with kernels of any width. The axis that shrinks most comes first, so that the others have less to do.</summary>
internal static class KernelResampling
{
    private const int Axes = 3;

    /// <summary>Resamples every channel.</summary>
    /// <param name="volume">The volume.</param>
    /// <param name="kernels">For D, H and W; null for an axis that stays.</param>
    /// <param name="geometry">Where the samples lie; null for an image.</param>
    public static void Apply(ImageVolume volume, AxisKernel?[] kernels, VolumeGeometry? geometry)
    {
        foreach (int axis in Enumerable.Range(0, Axes).Where(axis => kernels[axis] is not null).OrderBy(axis => (double)kernels[axis]!.First.Length / volume.Shape[axis]))
        {
            Along(volume, axis, kernels[axis]!);
        }

        volume.Geometry = geometry;
    }

    private static void Along(ImageVolume volume, int axis, AxisKernel kernel)
    {
        VolumeShape before = volume.Shape;
        int samples = kernel.First.Length;
        VolumeShape to = axis switch { 0 => before with { Depth = samples }, 1 => before with { Height = samples }, _ => before with { Width = samples } };
        ReadOnlySpan<float> source = volume.Values;
        Span<float> target = volume.Spare(to, volume.Channels);
        if (axis == 2)
        {
            for (int row = 0; row < volume.Channels * before.Depth * before.Height; row++)
            {
                Row(source.Slice(row * before.Width, before.Width), kernel, target.Slice(row * to.Width, to.Width));
            }
        }
        else
        {
            // Lines of one axis lie apart by whole rows or slices, so that these are blended as a whole.
            int line = axis == 0 ? before.SliceCount : before.Width;
            int blocks = volume.Channels * (axis == 0 ? 1 : before.Depth);
            for (int block = 0; block < blocks; block++)
            {
                Lines(source.Slice(block * before[axis] * line, before[axis] * line), line, kernel, target.Slice(block * samples * line, samples * line));
            }
        }

        volume.TakeSpare(to, volume.Geometry, volume.Channels);
    }

    private static void Row(ReadOnlySpan<float> source, AxisKernel kernel, Span<float> target)
    {
        int taps = kernel.Taps;
        for (int w = 0; w < target.Length; w++)
        {
            ReadOnlySpan<float> voxels = source.Slice(kernel.First[w], taps);
            ReadOnlySpan<float> weights = kernel.Weights.AsSpan(w * taps, taps);
            float sum = 0;
            for (int tap = 0; tap < voxels.Length; tap++)
            {
                sum += voxels[tap] * weights[tap];
            }

            target[w] = sum;
        }
    }

    private static void Lines(ReadOnlySpan<float> source, int line, AxisKernel kernel, Span<float> target)
    {
        target.Clear();
        for (int index = 0; index < kernel.First.Length; index++)
        {
            Span<float> sum = target.Slice(index * line, line);
            for (int tap = 0; tap < kernel.Taps; tap++)
            {
                float weight = kernel.Weights[(index * kernel.Taps) + tap];
                if (weight != 0)
                {
                    AddScaled(source.Slice((kernel.First[index] + tap) * line, line), weight, sum);
                }
            }
        }
    }

    private static void AddScaled(ReadOnlySpan<float> source, float weight, Span<float> target)
    {
        var factor = new Vector<float>(weight);
        int index = 0;
        for (; index <= target.Length - Vector<float>.Count; index += Vector<float>.Count)
        {
            Span<float> at = target[index..];
            (new Vector<float>(at) + (new Vector<float>(source[index..]) * factor)).CopyTo(at);
        }

        for (; index < target.Length; index++)
        {
            target[index] += source[index] * weight;
        }
    }
}
