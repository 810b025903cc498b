using System.Numerics;
using Edge.Inference.Volumes;

namespace Edge.Inference.Pipeline.Preprocess;

/// <summary>Resizes each slice: along columns first, then along rows, as torch does.</summary>
internal static class Resizing
{
    /// <summary>Bilinear, by torch's definition (<see cref="ResizeKernel.Bilinear"/>). The geometry is given up: an image has none.</summary>
    public static void Bilinear(ImageVolume image, int height, int width, bool antialias)
    {
        VolumeShape from = image.Shape;
        var between = new VolumeShape(from.Depth, from.Height, width);
        var to = new VolumeShape(from.Depth, height, width);
        ResizeKernel alongW = ResizeKernel.Bilinear(from.Width, width, antialias);
        ResizeKernel alongH = ResizeKernel.Bilinear(from.Height, height, antialias);

        ReadOnlySpan<float> source = image.Values;
        Span<float> target = image.Spare(between);
        for (int row = 0; row < from.Depth * from.Height; row++)
        {
            ResizeRow(source.Slice(row * from.Width, from.Width), alongW, target.Slice(row * width, width));
        }

        image.TakeSpare(between, geometry: null);
        source = image.Values;
        target = image.Spare(to);
        for (int slice = 0; slice < from.Depth; slice++)
        {
            ResizeColumns(source.Slice(slice * between.SliceCount, between.SliceCount), width, alongH, target.Slice(slice * to.SliceCount, to.SliceCount));
        }

        image.TakeSpare(to, geometry: null);
    }

    private static void ResizeRow(ReadOnlySpan<float> source, ResizeKernel kernel, Span<float> target)
    {
        int taps = kernel.Taps;
        for (int w = 0; w < target.Length; w++)
        {
            ReadOnlySpan<float> pixels = source.Slice(kernel.First[w], taps);
            ReadOnlySpan<float> weights = kernel.Weights.AsSpan(w * taps, taps);
            float sum = 0;
            for (int tap = 0; tap < pixels.Length; tap++)
            {
                sum += pixels[tap] * weights[tap];
            }

            target[w] = sum;
        }
    }

    private static void ResizeColumns(ReadOnlySpan<float> source, int width, ResizeKernel kernel, Span<float> target)
    {
        target.Clear();
        for (int h = 0; h < kernel.First.Length; h++)
        {
            Span<float> row = target.Slice(h * width, width);
            for (int tap = 0; tap < kernel.Taps; tap++)
            {
                float weight = kernel.Weights[(h * kernel.Taps) + tap];
                if (weight != 0)
                {
                    AddScaled(source.Slice((kernel.First[h] + tap) * width, width), weight, row);
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
