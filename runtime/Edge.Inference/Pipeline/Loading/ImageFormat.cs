using Edge.Dicom;
using Edge.Dicom.Codecs;

namespace Edge.Inference.Pipeline.Loading;

/// <summary>Which images this program takes: grey ones of whole or floating-point numbers, and for models of three channels those in colour.</summary>
internal static class ImageFormat
{
    /// <summary>Reads how the pixels of a grey image are stored.</summary>
    /// <param name="instance">The image.</param>
    /// <param name="stop">Why it is none that this program takes, or null.</param>
    public static PixelFormat? ReadGrey(SourceInstance instance, out StageStop? stop) => Read(instance, takesColour: false, out stop);

    /// <summary>Reads how the pixels of an image are stored.</summary>
    /// <param name="instance">The image.</param>
    /// <param name="takesColour">True when the model takes colour.</param>
    /// <param name="stop">Why it is none that this program takes, or null.</param>
    public static PixelFormat? Read(SourceInstance instance, bool takesColour, out StageStop? stop)
    {
        if (!HasPixels(instance.Attributes))
        {
            stop = StageStop.NotApplicable($"The {instance.Name} has no Pixel Data.");
            return null;
        }

        try
        {
            var format = PixelFormat.From(instance.Attributes);
            stop = takesColour && RgbReader.IsColour(format) ? null : Check(instance, format);
            return stop is null ? format : null;
        }
        catch (DicomCodecException exception)
        {
            stop = StageStop.Failed($"The {instance.Name}: {exception.Message} Send it again from where it was made.");
            return null;
        }
    }

    /// <summary>True for an image that is grey.</summary>
    public static bool IsGrey(PixelFormat format) => format is { Samples: 1, Photometric: "MONOCHROME1" or "MONOCHROME2" };

    private static bool HasPixels(DicomDataset attributes) =>
        attributes.Contains(DicomTag.PixelData) || attributes.Contains(DicomTag.FloatPixelData) || attributes.Contains(DicomTag.DoubleFloatPixelData);

    private static StageStop? Check(SourceInstance instance, PixelFormat format) => format switch
    {
        { Samples: not 1 } => StageStop.NotApplicable($"The {instance.Name} is in colour ({format.Samples} samples a pixel); the model takes grey images."),
        _ when !IsGrey(format) => StageStop.NotApplicable($"The {instance.Name} is {format.Photometric}; the model takes MONOCHROME1 and MONOCHROME2."),
        _ => null,
    };
}
