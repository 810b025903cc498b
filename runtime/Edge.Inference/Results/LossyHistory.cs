using System.Globalization;
using Edge.Dicom;
using Edge.Inference.Pipeline.Loading;

namespace Edge.Inference.Results;

/// <summary>Says of a derived image whether what it was made from was ever compressed with loss: once lossy, always lossy (PS3.3 C.7.6.1.1.5).</summary>
internal static class LossyHistory
{
    private const string Lossy = "01";
    private const string NeverLossy = "00";

    /// <summary>Sets the flag, and of the first input that is lossy ratio and method: as that states them, else from how it is compressed now.</summary>
    public static void Copy(ObjectContext context, DicomDataset made)
    {
        SourceInstance? lossy = context.Inputs.FirstOrDefault(input => input.File.Dataset.GetString(DicomTag.LossyImageCompression) == Lossy)
            ?? context.Inputs.FirstOrDefault(input => MethodNow(input) is not null);
        made.Set(DicomTag.LossyImageCompression, lossy is null ? NeverLossy : Lossy);
        if (lossy is null)
        {
            return;
        }

        SourceModules.CopyOne(lossy.File.Dataset, DicomTag.LossyImageCompressionRatio, made);
        SourceModules.CopyOne(lossy.File.Dataset, DicomTag.LossyImageCompressionMethod, made);
        if (!made.Contains(DicomTag.LossyImageCompressionRatio) && !made.Contains(DicomTag.LossyImageCompressionMethod) && MethodNow(lossy) is { } method)
        {
            made.Set(DicomTag.LossyImageCompressionMethod, method);
            made.Set(DicomTag.LossyImageCompressionRatio, RatioNow(lossy).ToString("0.##", CultureInfo.InvariantCulture));
        }
    }

    /// <summary>
    /// The lossy method of an input's transfer syntax (PS3.3 C.7.6.1.1.5.1); null where that loses nothing. Syntaxes that can do either are lossy unless the input says that it
    /// never was.
    /// </summary>
    private static string? MethodNow(SourceInstance input)
    {
        bool saysNever = input.File.Dataset.GetString(DicomTag.LossyImageCompression) == NeverLossy;
        return input.File.TransferSyntax.Uid switch
        {
            DicomUid.JPEGBaseline8Bit or DicomUid.JPEGExtended12Bit => "ISO_10918_1",
            DicomUid.JPEGLSNearLossless when !saysNever => "ISO_14495_1",
            DicomUid.JPEG2000 when !saysNever => "ISO_15444_1",
            DicomUid.HTJ2K when !saysNever => "ISO_15444_15",
            _ => null,
        };
    }

    /// <summary>About how much smaller the file is than its pixels; what else is in it counts for little.</summary>
    private static double RatioNow(SourceInstance input)
    {
        DicomDataset source = input.File.Dataset;
        double Number(DicomTag tag) => source.GetIntegers(tag) is [> 0 and var number, ..] ? number : 1;
        double bytes = Number(DicomTag.Rows) * Number(DicomTag.Columns) * Number(DicomTag.SamplesPerPixel) * Number(DicomTag.NumberOfFrames) * Number(DicomTag.BitsAllocated) / 8;
        return Math.Max(1, bytes / new FileInfo(input.Path).Length);
    }
}
