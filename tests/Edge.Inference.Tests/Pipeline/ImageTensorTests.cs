using Edge.Contracts;
using Edge.Inference.Pipeline.Inputs;
using Edge.Inference.Volumes;
using Microsoft.ML.OnnxRuntime;

namespace Edge.Inference.Tests.Pipeline;

/// <summary>The input tensor in every layout and element type that a manifest may name.</summary>
public sealed class ImageTensorTests
{
    private static readonly VolumeShape Shape = new(2, 3, 4);
    private const int Channels = 3;

    [Theory]
    [InlineData("NCDHW")]
    [InlineData("NDHWC")]
    [InlineData("NCWHD")]
    [InlineData("CDHW")]
    [InlineData("WHDC")]
    public void Make_AnyOrderOfAxes_PutsEachValueWhereItsIndicesSay(string layout)
    {
        using ImageVolume image = Image(static (c, d, h, w) => (1000 * c) + (100 * d) + (10 * h) + w);
        using var tensor = new ImageTensor(new ImageInput("image", "float32", layout, []));
        using OrtValue value = tensor.Make(image);
        Assert.Equal([.. layout.Select(letter => (long)Size(letter))], value.GetTensorTypeAndShape().Shape);
        ReadOnlySpan<float> values = value.GetTensorDataAsSpan<float>();
        for (int index = 0; index < values.Length; index++)
        {
            int left = index;
            var at = new Dictionary<char, int>();
            foreach (char letter in layout.Reverse())
            {
                at[letter] = left % Size(letter);
                left /= Size(letter);
            }

            Assert.Equal((1000 * at['C']) + (100 * at['D']) + (10 * at['H']) + at['W'], values[index]);
        }
    }

    [Fact]
    public void Make_LayoutAsInMemory_CopiesNothing()
    {
        using ImageVolume image = Image(static (_, _, _, w) => w);
        using var tensor = new ImageTensor(new ImageInput("image", "float32", "NCDHW", []));
        using OrtValue value = tensor.Make(image);
        image.Values[5] = 77;
        Assert.Equal(77, value.GetTensorDataAsSpan<float>()[5]);
    }

    [Fact]
    public void Make_WholeNumbers_RoundHalvesToEvenWithinTheType()
    {
        float[] given = [-3, -0.5f, 0.5f, 1.5f, 2.5f, 254.6f, 255.5f, 1e9f];
        using var image = new ImageVolume();
        given.CopyTo(image.Reset(new VolumeShape(1, 2, 4), null));
        Assert.Equal(new byte[] { 0, 0, 0, 2, 2, 255, 255, 255 }, Made<byte>(image, "uint8"));
        Assert.Equal(new long[] { -3, 0, 0, 2, 2, 255, 256, 1_000_000_000 }, Made<long>(image, "int64"));
    }

    [Fact]
    public void Make_HalfPrecision_IsTheNearestHalf()
    {
        using var image = new ImageVolume();
        new[] { 0.1f, 65504f, -1e-8f, 2049f }.CopyTo(image.Reset(new VolumeShape(1, 2, 2), null));

        // numpy.float16 of the same numbers.
        Assert.Equal([(Half)0.0999755859375, (Half)65504, (Half)(-0.0), (Half)2048], Made<Half>(image, "float16"));
    }

    private static T[] Made<T>(ImageVolume image, string elementType)
        where T : unmanaged
    {
        using var tensor = new ImageTensor(new ImageInput("image", elementType, "NCHW", []));
        using OrtValue value = tensor.Make(image);
        return value.GetTensorDataAsSpan<T>().ToArray();
    }

    private static int Size(char letter) => letter switch { 'C' => Channels, 'D' => Shape.Depth, 'H' => Shape.Height, 'W' => Shape.Width, _ => 1 };

    private static ImageVolume Image(Func<int, int, int, int, float> value)
    {
        var image = new ImageVolume();
        Span<float> values = image.Reset(Shape, null, Channels);
        for (int index = 0; index < values.Length; index++)
        {
            values[index] = value(index / 24, index / 12 % 2, index / 4 % 3, index % 4);
        }

        return image;
    }
}
