using Edge.Inference.Volumes;

namespace Edge.Inference.Pipeline.Preprocess;

/// <summary>Three channels of one image: a colour image has them already, a grey one repeats its values.</summary>
internal static class ToRgb
{
    /// <summary>Red, green and blue.</summary>
    public const int Channels = 3;

    /// <summary>Repeats a grey image.</summary>
    public static void Repeat(ImageVolume volume)
    {
        VolumeShape grey = volume.Shape;
        var shape = new VolumeShape(Channels, grey.Height, grey.Width);
        ReadOnlySpan<float> values = volume.Values;
        Span<float> planes = volume.Spare(shape);
        for (int channel = 0; channel < Channels; channel++)
        {
            values.CopyTo(planes[(channel * grey.SliceCount)..]);
        }

        volume.TakeSpare(shape, geometry: null);
    }
}
