namespace Edge.Dicom;

/// <summary>One open container while reading: the data set itself, an item, a sequence, or encapsulated fragments.</summary>
/// <param name="Kind">Which of them.</param>
/// <param name="Tag">The element that opened it.</param>
/// <param name="End">Offset after its last byte; -1 when a delimiter ends it.</param>
/// <param name="IsExplicit">Whether elements in it carry their representation.</param>
/// <param name="IsBigEndian">Byte order in it.</param>
internal record struct ReaderFrame(ReaderFrameKind Kind, DicomTag Tag, long End, bool IsExplicit, bool IsBigEndian)
{
    /// <summary>Offset that nothing in it may pass: its own end, or the nearest one around it; -1 when no container around it states one.</summary>
    internal long Limit { get; set; } = End;

    /// <summary>Pixel Representation (0028,0103) seen here or further out is 1.</summary>
    internal bool SignedPixels { get; set; }
}
