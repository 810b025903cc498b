namespace Edge.Dicom;

/// <summary>A value that was too long to be read, and where it lies (<see cref="DicomReadOptions.MaxValueBytes"/>).</summary>
public sealed class DicomSkippedValue : DicomElement
{
    /// <summary>Describes a value left in its file.</summary>
    /// <param name="tag">The tag.</param>
    /// <param name="vr">The representation.</param>
    /// <param name="offset">Bytes before the value; of encapsulated data, before the item of the offset table.</param>
    /// <param name="length">Bytes of the value; of encapsulated data, with every item header and the delimiter.</param>
    /// <param name="isEncapsulated">True for fragments.</param>
    public DicomSkippedValue(DicomTag tag, DicomVR vr, long offset, long length, bool isEncapsulated)
        : base(tag, vr)
    {
        Offset = offset;
        Length = length;
        IsEncapsulated = isEncapsulated;
    }

    /// <summary>
    /// Bytes before the value: from the start of the file, or of the inflated data set where it is deflated. Of encapsulated data it
    /// is the place of the offset table's item.
    /// </summary>
    public long Offset { get; }

    /// <summary>Bytes of the value; of encapsulated data, with every item header and the delimiter.</summary>
    public long Length { get; }

    /// <summary>True for fragments (PS3.5 A.4).</summary>
    public bool IsEncapsulated { get; }
}
