namespace Edge.Dicom;

/// <summary>An element whose value is encapsulated: a basic offset table and fragments, kept as they are (PS3.5 A.4).</summary>
public sealed class DicomFragments : DicomElement
{
    /// <summary>Makes encapsulated data.</summary>
    /// <param name="tag">The tag, Pixel Data (7FE0,0010) as a rule.</param>
    /// <param name="vr">The representation, OB as a rule.</param>
    /// <param name="offsetTable">The basic offset table, which may be empty: 32-bit little-endian offsets (PS3.5 A.4).</param>
    /// <param name="fragments">The fragments, in order; an odd one is padded when written.</param>
    public DicomFragments(DicomTag tag, DicomVR vr, ReadOnlyMemory<byte> offsetTable, IEnumerable<ReadOnlyMemory<byte>> fragments)
        : base(tag, vr)
    {
        OffsetTable = offsetTable;
        Fragments = [.. fragments];
    }

    /// <summary>The basic offset table as encoded; empty when the sender made none.</summary>
    public ReadOnlyMemory<byte> OffsetTable { get; }

    /// <summary>The fragments after the offset table, in order.</summary>
    public IReadOnlyList<ReadOnlyMemory<byte>> Fragments { get; }
}
