using System.Numerics;
using System.Runtime.InteropServices;

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
            int tap = 0;
            for (; tap <= taps - Vector<float>.Count; tap += Vector<float>.Count)
            {
                sum += Vector.Dot(new Vector<float>(voxels[tap..]), new Vector<float>(weights[tap..]));
            }

            for (; tap < taps; tap++)
            {
                sum += voxels[tap] * weights[tap];
            }

            target[w] = sum;
        }
    }

    private static void Lines(ReadOnlySpan<float> source, int line, AxisKernel kernel, Span<float> target)
    {
        for (int index = 0; index < kernel.First.Length; index++)
        {
            Blend(source[(kernel.First[index] * line)..], line, kernel.Weights.AsSpan(index * kernel.Taps, kernel.Taps), target.Slice(index * line, line));
        }
    }

    /// <summary>The weighted sum of lines that lie one after another; sums stay in registers until all lines were added.</summary>
    private static void Blend(ReadOnlySpan<float> source, int line, ReadOnlySpan<float> weights, Span<float> target)
    {
        int taps = weights.Length;
        while (taps > 1 && weights[taps - 1] == 0)
        {
            taps--;
        }

        ref float from = ref MemoryMarshal.GetReference(source[..(taps * line)]);
        ref float to = ref MemoryMarshal.GetReference(target);
        int lanes = Vector<float>.Count;
        int index = 0;
        for (; index <= line - (4 * lanes); index += 4 * lanes)
        {
            Vector<float> first = Vector<float>.Zero;
            Vector<float> second = first;
            Vector<float> third = first;
            Vector<float> fourth = first;
            for (int tap = 0; tap < taps; tap++)
            {
                var weight = new Vector<float>(weights[tap]);
                nuint at = (nuint)((tap * line) + index);
                first += Vector.LoadUnsafe(ref from, at) * weight;
                second += Vector.LoadUnsafe(ref from, at + (nuint)lanes) * weight;
                third += Vector.LoadUnsafe(ref from, at + (nuint)(2 * lanes)) * weight;
                fourth += Vector.LoadUnsafe(ref from, at + (nuint)(3 * lanes)) * weight;
            }

            first.StoreUnsafe(ref to, (nuint)index);
            second.StoreUnsafe(ref to, (nuint)(index + lanes));
            third.StoreUnsafe(ref to, (nuint)(index + (2 * lanes)));
            fourth.StoreUnsafe(ref to, (nuint)(index + (3 * lanes)));
        }

        for (; index < line; index++)
        {
            float sum = 0;
            for (int tap = 0; tap < taps; tap++)
            {
                sum += source[(tap * line) + index] * weights[tap];
            }

            target[index] = sum;
        }
    }
}
