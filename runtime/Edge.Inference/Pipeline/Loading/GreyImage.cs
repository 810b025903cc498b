using Edge.Dicom;
using Edge.Dicom.Codecs;

namespace Edge.Inference.Pipeline.Loading;

/// <summary>Which images this program takes: one frame of one grey sample, of whole numbers that single precision holds exactly.</summary>
internal static class GreyImage
{
    /// <summary>Reads how the pixels of an image are stored.</summary>
    /// <param name="instance">The image.</param>
    /// <param name="stop">Why it is none that this program takes, or null.</param>
    public static PixelFormat? ReadFormat(SourceInstance instance, out StageStop? stop)
    {
        if (!instance.Attributes.Contains(DicomTag.PixelData))
        {
            stop = StageStop.NotApplicable($"The {instance.Name} has no Pixel Data.");
            return null;
        }

        try
        {
            var format = PixelFormat.From(instance.Attributes);
            stop = Check(instance, format);
            return stop is null ? format : null;
        }
        catch (DicomCodecException exception)
        {
            stop = StageStop.Failed($"The {instance.Name}: {exception.Message} Send it again from where it was made.");
            return null;
        }
    }

    private static StageStop? Check(SourceInstance instance, PixelFormat format) => format switch
    {
        { Frames: > 1 } => StageStop.NotApplicable($"The {instance.Name} has {format.Frames} frames; images of one frame can be read."),
        { Samples: not 1 } => StageStop.NotApplicable($"The {instance.Name} is in colour ({format.Samples} samples a pixel); grey images can be read."),
        { Photometric: not ("MONOCHROME1" or "MONOCHROME2") } =>
            StageStop.NotApplicable($"The {instance.Name} is {format.Photometric}; MONOCHROME1 and MONOCHROME2 can be read."),
        { IsFloat: true } or { BitsAllocated: > 16 } =>
            StageStop.NotApplicable($"The {instance.Name} has {format.BitsAllocated} bits a pixel; whole numbers of up to 16 bits can be read."),
        _ => null,
    };
}
