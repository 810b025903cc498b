using System.Globalization;

namespace Edge.Dicom.Codecs;

/// <summary>How pixels are stored, by the Image Pixel module (PS3.3 C.7.6.3).</summary>
public sealed record PixelFormat
{
    /// <summary>Largest decoded frame, in bytes.</summary>
    public const int FrameBytesMax = 1 << 30;

    /// <summary>Most frames an object may have.</summary>
    public const int FramesMax = 1_000_000;

    /// <summary>Rows (0028,0010), in pixels.</summary>
    public required int Rows { get; init; }

    /// <summary>Columns (0028,0011), in pixels.</summary>
    public required int Columns { get; init; }

    /// <summary>Samples per Pixel (0028,0002): 1, 3 or 4.</summary>
    public required int Samples { get; init; }

    /// <summary>Bits Allocated (0028,0100): 1, 8, 12, 16 or 32; 32 or 64 for floating point.</summary>
    public required int BitsAllocated { get; init; }

    /// <summary>Bits Stored (0028,0101): 1 to <see cref="BitsAllocated"/>.</summary>
    public required int BitsStored { get; init; }

    /// <summary>High Bit (0028,0102).</summary>
    public required int HighBit { get; init; }

    /// <summary>True when Pixel Representation (0028,0103) is 1, two's complement.</summary>
    public required bool IsSigned { get; init; }

    /// <summary>True when Planar Configuration (0028,0006) is 1: all of one sample, then all of the next.</summary>
    public required bool IsPlanar { get; init; }

    /// <summary>Photometric Interpretation (0028,0004).</summary>
    public required string Photometric { get; init; }

    /// <summary>Number of Frames (0028,0008), 1 where absent.</summary>
    public required int Frames { get; init; }

    /// <summary>True for Float Pixel Data (7FE0,0008) and Double Float Pixel Data (7FE0,0009), IEEE 754 values (PS3.3 C.7.6.24, C.7.6.25).</summary>
    public bool IsFloat { get; init; }

    /// <summary>Bytes of a decoded sample: 1, 2, 4 or, for double precision, 8.</summary>
    public int SampleBytes => BitsAllocated <= 8 ? 1 : BitsAllocated <= 16 ? 2 : BitsAllocated <= 32 ? 4 : 8;

    /// <summary>Samples of a decoded frame.</summary>
    public int FrameSamples => Rows * Columns * Samples;

    /// <summary>Bytes of a decoded frame.</summary>
    public int FrameBytes => FrameSamples * SampleBytes;

    /// <summary>Reads and checks the description of an image.</summary>
    /// <param name="dataset">A data set.</param>
    /// <exception cref="DicomCodecException">It describes no image, or an impossible one.</exception>
    public static PixelFormat From(DicomDataset dataset)
    {
        ArgumentNullException.ThrowIfNull(dataset);
        int allocated = Required(dataset, DicomTag.BitsAllocated);
        int stored = Optional(dataset, DicomTag.BitsStored, allocated);
        var format = new PixelFormat
        {
            Rows = Required(dataset, DicomTag.Rows),
            Columns = Required(dataset, DicomTag.Columns),
            Samples = Optional(dataset, DicomTag.SamplesPerPixel, 1),
            BitsAllocated = allocated,
            BitsStored = stored,
            HighBit = Optional(dataset, DicomTag.HighBit, stored - 1),
            IsSigned = Optional(dataset, DicomTag.PixelRepresentation, 0) == 1,
            IsPlanar = Optional(dataset, DicomTag.PlanarConfiguration, 0) == 1,
            Photometric = dataset.GetString(DicomTag.PhotometricInterpretation)
                ?? throw new DicomCodecException("There is no image: Photometric Interpretation (0028,0004) is missing."),
            Frames = FrameCount(dataset),
            IsFloat = dataset.Contains(DicomTag.FloatPixelData) || dataset.Contains(DicomTag.DoubleFloatPixelData),
        };
        format.Check();
        return format;
    }

    private static int FrameCount(DicomDataset dataset)
    {
        if (!dataset.TryGetString(DicomTag.NumberOfFrames, out string? text))
        {
            return 1;
        }

        return int.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out int frames) && frames is >= 1 and <= FramesMax
            ? frames
            : throw new DicomCodecException($"Number of Frames (0028,0008) is not a number from 1 to {FramesMax}.");
    }

    private static int Required(DicomDataset dataset, DicomTag tag) => dataset.TryGetUInt16(tag, out ushort value)
        ? value
        : throw new DicomCodecException($"There is no image: {DicomDictionary.KeywordOrNumber(tag)} {tag} is missing.");

    private static int Optional(DicomDataset dataset, DicomTag tag, int otherwise) =>
        dataset.TryGetUInt16(tag, out ushort value) ? value : otherwise;

    private void Check()
    {
        string? problem = this switch
        {
            { Rows: 0 } or { Columns: 0 } => "it has no rows or no columns",
            { Samples: not (1 or 3 or 4) } => $"Samples per Pixel is {Samples}, not 1, 3 or 4",
            { IsFloat: true, BitsAllocated: not (32 or 64) } => $"Bits Allocated is {BitsAllocated}; floating point needs 32 or 64",
            { IsFloat: false, BitsAllocated: not (1 or 8 or 12 or 16 or 32) } => $"Bits Allocated is {BitsAllocated}, not 1, 8, 12, 16 or 32",
            _ when BitsStored < 1 || BitsStored > BitsAllocated => $"Bits Stored is {BitsStored} of {BitsAllocated} allocated",
            _ when HighBit >= BitsAllocated || HighBit < BitsStored - 1 => $"High Bit is {HighBit} with {BitsStored} bits stored",
            _ when (long)Rows * Columns * Samples * SampleBytes > FrameBytesMax => $"a frame exceeds {FrameBytesMax >> 20} MiB",
            _ => null,
        };
        if (problem is not null)
        {
            throw new DicomCodecException($"The image cannot be decoded: {problem} (PS3.3 C.7.6.3).");
        }
    }
}
