namespace Edge.Dicom;

/// <summary>How much of a data set is read. Every limit also bounds what a hostile file can cost.</summary>
public sealed record DicomReadOptions
{
    /// <summary>Sequences within sequences that are read by default; real objects stay below 20.</summary>
    public const int DefaultMaxDepth = 100;

    /// <summary>Inflated bytes that are always allowed, whatever the ratio: 64 MiB.</summary>
    public const long DeflateAllowanceBytes = 64L << 20;

    /// <summary>Everything, in memory, within the default limits.</summary>
    public static readonly DicomReadOptions Default = new();

    /// <summary>Up to the pixel data: all that routing and listing need.</summary>
    public static readonly DicomReadOptions Header = new() { StopAtTag = DicomTag.FloatPixelData };

    /// <summary>
    /// Reading ends before the first element of the data set itself (not of an item) with this tag or a later one; null reads to the end.
    /// </summary>
    public DicomTag? StopAtTag { get; init; }

    /// <summary>Reading ends before the first element of another group; null for all groups.</summary>
    internal ushort? OnlyGroup { get; init; }

    /// <summary>
    /// Values longer than this become a <see cref="DicomSkippedValue"/> that says where they lie; at least 0; default
    /// <see cref="Array.MaxLength"/>, what memory can hold in one piece.
    /// </summary>
    public long MaxValueBytes { get; init; } = Array.MaxLength;

    /// <summary>
    /// The elements that are kept, of the data set itself and of the meta information; null, the default, keeps all. The others are passed over, and
    /// must be well-formed all the same, so that memory does not depend on how many there are. Of a sequence or of encapsulated data only the element
    /// is kept, without content.
    /// </summary>
    public IReadOnlySet<DicomTag>? KeepTags { get; init; }

    /// <summary>Sequences within sequences before the input counts as malformed; at least 1; default 100.</summary>
    public int MaxDepth { get; init; } = DefaultMaxDepth;

    /// <summary>
    /// Inflated bytes for each deflated byte once <see cref="DeflateAllowanceBytes"/> are exceeded; beyond it the input counts as a
    /// decompression bomb; default 200 (deflate itself cannot exceed 1032).
    /// </summary>
    public int MaxDeflateRatio { get; init; } = 200;
}
