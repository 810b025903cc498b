using Edge.Contracts;
using Edge.Dicom.Codecs;
using Edge.Dicom.Images;
using Edge.Inference.Pipeline;
using Edge.Inference.Pipeline.Loading;
using Edge.Inference.Pipeline.Preprocess;

namespace Edge.Inference.Results;

/// <summary>A slice as its maker wants it looked at: rescaled, through the first view that it states, MONOCHROME1 turned round (PS3.4 N.2).</summary>
internal static class DisplayFrame
{
    /// <summary>What a stated view means is the view's own business.</summary>
    private static readonly VoiWindowStep AsStated = new("voi-lut", "attribute", Center: null, Width: null);

    /// <summary>Reads a slice.</summary>
    /// <param name="slice">The slice.</param>
    /// <param name="stop">Why it cannot be read, or null.</param>
    /// <returns>Red, green and blue of each pixel, row by row.</returns>
    public static byte[]? Read(SourceInstance slice, out StageStop? stop)
    {
        if (ImageFormat.Read(slice, takesColour: true, out stop) is not { } format)
        {
            return null;
        }

        int pixels = format.Rows * format.Columns;
        bool grey = ImageFormat.IsGrey(format);
        float[] values = new float[grey ? pixels : ToRgb.Channels * pixels];
        using var reader = new SlicePixels();
        stop = grey ? reader.Read(slice, format, values) : reader.ReadColour(slice, format, values);
        if (stop is not null)
        {
            return null;
        }

        if (grey)
        {
            stop = View(slice, format, values);
        }

        return stop is null ? Interleaved(values, pixels, grey) : null;
    }

    private static StageStop? View(SourceInstance slice, PixelFormat format, float[] values)
    {
        if (ModalityLut.Apply([slice], values, values.Length) is { } stop)
        {
            return stop;
        }

        VoiTransform view = VoiWindow.Choose(AsStated, slice.Attributes, values);
        view.Apply(values);
        if (format.Photometric == "MONOCHROME1")
        {
            for (int index = 0; index < values.Length; index++)
            {
                values[index] = 1 - values[index];
            }
        }

        return null;
    }

    private static byte[] Interleaved(float[] values, int pixels, bool grey)
    {
        byte[] rgb = new byte[ToRgb.Channels * pixels];
        for (int index = 0; index < rgb.Length; index++)
        {
            int pixel = index / ToRgb.Channels;
            float share = values[grey ? pixel : ((index % ToRgb.Channels) * pixels) + pixel];
            rgb[index] = (byte)Math.Round(Math.Clamp(share, 0f, 1f) * byte.MaxValue);
        }

        return rgb;
    }
}
