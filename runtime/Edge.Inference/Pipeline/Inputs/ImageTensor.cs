using System.Diagnostics.CodeAnalysis;
using Edge.Contracts;
using Edge.Inference.Volumes;
using Microsoft.ML.OnnxRuntime;

namespace Edge.Inference.Pipeline.Inputs;

/// <summary>
/// The tensor of an image: its own memory where the layout and the type are what it has, [C,D,H,W] of float32, else a buffer that is used again.
/// </summary>
/// <param name="input">What the network wants.</param>
internal sealed class ImageTensor(ImageInput input) : IDisposable
{
    /// <summary>Bytes that the buffer may keep between jobs: 128 MiB.</summary>
    private const int KeptBytesMax = 128 * 1024 * 1024;

    private NativeBuffer<byte> _buffer = new(0);

    /// <summary>Sizes in the order of the layout.</summary>
    public long[] Dimensions(VolumeShape shape, int channels) => [.. input.Layout.Select(letter => letter switch
    {
        'C' => (long)channels,
        'D' => shape.Depth,
        'H' => shape.Height,
        'W' => shape.Width,
        _ => 1,
    })];

    /// <summary>Makes the tensor; it is good until the image changes or another is made.</summary>
    public OrtValue Make(ImageVolume image)
    {
        long[] dimensions = Dimensions(image.Shape, image.Channels);
        return input.ElementType switch
        {
            "float16" => Filled(image, dimensions, static value => (Half)value),
            "uint8" => Filled(image, dimensions, static value => (byte)Math.Clamp(MathF.Round(value, MidpointRounding.ToEven), byte.MinValue, byte.MaxValue)),
            "int64" => Filled(image, dimensions, static value => (long)Math.Round((double)value, MidpointRounding.ToEven)),
            _ when IsDirect(image) => OrtValue.CreateTensorValueFromMemory(OrtMemoryInfo.DefaultInstance, image.Memory, dimensions),
            _ => Filled(image, dimensions, static value => value),
        };
    }

    /// <summary>Lets go of a buffer that a rare large image left behind.</summary>
    public void Trim() => _buffer = _buffer.AtMost(KeptBytesMax);

    /// <inheritdoc/>
    public void Dispose() => ((IDisposable)_buffer).Dispose();

    /// <summary>True when the axes that have more than one entry stand in the order in which the image has them.</summary>
    private bool IsDirect(ImageVolume image)
    {
        string axes = string.Concat(input.Layout.Where(letter => Size(image, letter) > 1));
        return axes == string.Concat("CDHW".Where(letter => Size(image, letter) > 1));
    }

    private static int Size(ImageVolume image, char letter) => letter switch
    {
        'C' => image.Channels,
        'D' => image.Shape.Depth,
        'H' => image.Shape.Height,
        'W' => image.Shape.Width,
        _ => 1,
    };

    [SuppressMessage("Reliability", "CA2000", Justification = "The view owns nothing: the buffer is this object's.")]
    private unsafe OrtValue Filled<T>(ImageVolume image, long[] dimensions, Func<float, T> convert)
        where T : unmanaged
    {
        long bytes = image.Count * sizeof(T);
        if (bytes > int.MaxValue)
        {
            throw new InsufficientMemoryException($"An input of {input.ElementType} {input.Layout} with {image.Count} values does not fit.");
        }

        _buffer = _buffer.AtLeast((int)bytes);
        var target = new NativeBufferView<T>(_buffer, (int)image.Count);
        Fill(image, target.GetSpan(), convert);
        return OrtValue.CreateTensorValueFromMemory(OrtMemoryInfo.DefaultInstance, target.Memory, dimensions);
    }

    private void Fill<T>(ImageVolume image, Span<T> target, Func<float, T> convert)
    {
        VolumeShape shape = image.Shape;
        int strideC = Stride(image, 'C');
        int strideD = Stride(image, 'D');
        int strideH = Stride(image, 'H');
        int strideW = Stride(image, 'W');
        ReadOnlySpan<float> values = image.Values;
        int from = 0;
        for (int c = 0; c < image.Channels; c++)
        {
            for (int d = 0; d < shape.Depth; d++)
            {
                for (int h = 0; h < shape.Height; h++)
                {
                    int to = (c * strideC) + (d * strideD) + (h * strideH);
                    ReadOnlySpan<float> row = values.Slice(from, shape.Width);
                    from += shape.Width;
                    foreach (float value in row)
                    {
                        target[to] = convert(value);
                        to += strideW;
                    }
                }
            }
        }
    }

    private int Stride(ImageVolume image, char axis)
    {
        int at = input.Layout.IndexOf(axis, StringComparison.Ordinal);
        int stride = 1;
        for (int index = input.Layout.Length - 1; index > at && at >= 0; index--)
        {
            stride *= Size(image, input.Layout[index]);
        }

        return at < 0 ? 0 : stride;
    }
}
