namespace Edge.Dicom;

/// <summary>An element whose value is held as bytes, interpreted when asked for.</summary>
public sealed class DicomValue : DicomElement
{
    /// <summary>Makes an element of encoded bytes.</summary>
    /// <param name="tag">The tag.</param>
    /// <param name="vr">The representation; not SQ.</param>
    /// <param name="bytes">The value, little-endian, in the character set of its data set; an odd length is padded when written.</param>
    public DicomValue(DicomTag tag, DicomVR vr, ReadOnlyMemory<byte> bytes)
        : base(tag, vr)
    {
        if (vr is DicomVR.SQ or DicomVR.None)
        {
            throw new ArgumentException("A value has a representation other than SQ.", nameof(vr));
        }

        Bytes = bytes;
    }

    /// <summary>The value as encoded, numbers and words in little-endian order whatever the file's.</summary>
    public ReadOnlyMemory<byte> Bytes { get; }
}
