using Edge.Dicom;

namespace Edge.Inference.Pipeline.Loading;

/// <summary>How stored values lie in native pixel data (PS3.3 C.7.6.3, PS3.5 section 8).</summary>
/// <param name="Rows">Rows (0028,0010).</param>
/// <param name="Columns">Columns (0028,0011).</param>
/// <param name="BitsAllocated">8 or 16.</param>
/// <param name="BitsStored">Bits that count.</param>
/// <param name="HighBit">The highest of them.</param>
/// <param name="IsSigned">Two's complement (Pixel Representation (0028,0103) is 1).</param>
internal sealed record PixelFormat(int Rows, int Columns, int BitsAllocated, int BitsStored, int HighBit, bool IsSigned)
{
    /// <summary>Values of the image.</summary>
    public int Count => Rows * Columns;

    /// <summary>Bytes of native pixel data, without the padding byte of an odd length.</summary>
    public long Bytes => (long)Rows * Columns * (BitsAllocated / 8);

    /// <summary>Reads the format of a single-frame, single-sample native image.</summary>
    /// <param name="instance">The image.</param>
    /// <param name="stop">Why it is none that this program reads, or null.</param>
    public static PixelFormat? Read(SourceInstance instance, out StageStop? stop)
    {
        DicomDataset attributes = instance.Attributes;
        stop = CheckKind(instance);
        if (stop is not null)
        {
            return null;
        }

        bool complete = attributes.TryGetUInt16(DicomTag.Rows, out ushort rows)
            & attributes.TryGetUInt16(DicomTag.Columns, out ushort columns)
            & attributes.TryGetUInt16(DicomTag.BitsAllocated, out ushort allocated);
        ushort stored = attributes.TryGetUInt16(DicomTag.BitsStored, out ushort bitsStored) ? bitsStored : allocated;
        ushort high = attributes.TryGetUInt16(DicomTag.HighBit, out ushort highBit) ? highBit : (ushort)(stored - 1);
        bool signed = attributes.TryGetUInt16(DicomTag.PixelRepresentation, out ushort representation) && representation == 1;
        if (!complete || rows == 0 || columns == 0)
        {
            stop = StageStop.Failed($"The {instance.Name} does not say how large its image is. Send it again from where it was made.");
            return null;
        }

        if (allocated is not (8 or 16))
        {
            stop = StageStop.NotApplicable($"The {instance.Name} has {allocated} bits a pixel; images of 8 and 16 bits can be read.");
            return null;
        }

        if (stored == 0 || stored > allocated || high >= allocated || high + 1 < stored)
        {
            stop = StageStop.Failed(
                $"The {instance.Name} says that bits up to {high} of {allocated} hold {stored} bits, which cannot be. Send it again from where it was made.");
            return null;
        }

        return new PixelFormat(rows, columns, allocated, stored, high, signed);
    }

    private static StageStop? CheckKind(SourceInstance instance)
    {
        DicomDataset attributes = instance.Attributes;
        DicomTransferSyntax syntax = instance.File.TransferSyntax;
        if (!attributes.TryGet(DicomTag.PixelData, out DicomElement? pixels))
        {
            return StageStop.NotApplicable($"The {instance.Name} has no pixel data.");
        }

        if (syntax.IsEncapsulated || pixels is DicomFragments or DicomSkippedValue { IsEncapsulated: true })
        {
            return StageStop.NotApplicable(
                $"The {instance.Name} is compressed ({syntax.Name}), which cannot be decoded yet. Have the sender send it uncompressed.");
        }

        if (attributes.TryGetInt32(DicomTag.NumberOfFrames, out int frames) && frames > 1)
        {
            return StageStop.NotApplicable($"The {instance.Name} has {frames} frames; images of one frame can be read.");
        }

        return attributes.TryGetUInt16(DicomTag.SamplesPerPixel, out ushort samples) && samples != 1
            ? StageStop.NotApplicable($"The {instance.Name} is in colour ({samples} samples a pixel); grey images can be read.")
            : null;
    }
}
