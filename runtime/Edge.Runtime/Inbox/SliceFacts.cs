using System.Buffers.Binary;
using Edge.Dicom;

namespace Edge.Runtime.Inbox;

/// <summary>
/// What of an object tells whether its series is whole. Read once, from the header that passes anyway; the index keeps it, so that nobody reads the
/// file again.
/// </summary>
/// <param name="Image"><see cref="AnImage"/>, <see cref="ALocalizer"/>, or null for what is no image.</param>
/// <param name="Number">Instance Number (0020,0013), or null.</param>
/// <param name="Plane">
/// Image Orientation (Patient) (0020,0037) and Image Position (Patient) (0020,0032): nine 32-bit floats, little-endian; null where the object
/// itself does not say (an enhanced one says it frame by frame).
/// </param>
/// <param name="Expected">Expected counts as sent (<see cref="ExpectedCount"/>), or null.</param>
internal sealed record SliceFacts(string? Image, int? Number, byte[]? Plane, string? Expected)
{
    /// <summary>An image.</summary>
    public const string AnImage = "image";

    /// <summary>An image whose Image Type has LOCALIZER as its third value (PS3.3 C.8.2.1.1.1).</summary>
    public const string ALocalizer = "localizer";

    private const int ImageTypeValue = 2;
    private const int Cosines = 6;
    private const int Coordinates = 3;

    /// <summary>Attributes that <see cref="From"/> looks at.</summary>
    public static readonly IReadOnlyList<DicomTag> Tags =
    [
        DicomTag.ImageType,
        DicomTag.InstanceNumber,
        DicomTag.ImageOrientationPatient,
        DicomTag.ImagePositionPatient,
        DicomTag.Rows,
        .. ExpectedCount.Tags,
    ];

    /// <summary>Takes them out of a data set; null when it says nothing of this.</summary>
    public static SliceFacts? From(DicomDataset dataset)
    {
        string? expected = ExpectedCount.From(dataset);
        if (!dataset.TryGetInt32(DicomTag.Rows, out int rows) || rows <= 0)
        {
            return expected is null ? null : new SliceFacts(null, null, null, expected);
        }

        int? number = dataset.TryGetInt32(DicomTag.InstanceNumber, out int instance) ? instance : null;
        return new SliceFacts(IsLocalizer(dataset) ? ALocalizer : AnImage, number, PlaneOf(dataset), expected);
    }

    private static bool IsLocalizer(DicomDataset dataset)
    {
        if (!dataset.TryGetBytes(DicomTag.ImageType, out ReadOnlyMemory<byte> bytes))
        {
            return false;
        }

        int index = 0;
        foreach (Range value in bytes.Span.Split((byte)'\\'))
        {
            if (index++ == ImageTypeValue)
            {
                return bytes.Span[value].Trim((byte)' ').SequenceEqual("LOCALIZER"u8);
            }
        }

        return false;
    }

    private static byte[]? PlaneOf(DicomDataset dataset)
    {
        if (dataset.GetDoubles(DicomTag.ImageOrientationPatient) is not { Length: Cosines } orientation
            || dataset.GetDoubles(DicomTag.ImagePositionPatient) is not { Length: Coordinates } position)
        {
            return null;
        }

        byte[] plane = new byte[(Cosines + Coordinates) * sizeof(float)];
        for (int index = 0; index < Cosines + Coordinates; index++)
        {
            double value = index < Cosines ? orientation[index] : position[index - Cosines];
            if (!float.IsFinite((float)value))
            {
                return null;
            }

            BinaryPrimitives.WriteSingleLittleEndian(plane.AsSpan(index * sizeof(float)), (float)value);
        }

        return plane;
    }
}
