namespace Edge.Dicom;

/// <summary>
/// Reads the front of a file, with or without preamble or meta group, and leaves a reader at its data set, which can be of any size.
/// </summary>
public sealed class DicomFileReader
{
    private static readonly DicomReadOptions MetaOptions = new()
    {
        OnlyGroup = DicomFileMeta.Group,
        MaxValueBytes = MaxMetaValueBytes,
    };

    /// <summary>Longest value of group 0002 that is kept.</summary>
    private const int MaxMetaValueBytes = 64 * 1024;

    /// <summary>Reads the meta information.</summary>
    /// <param name="stream">The file; the caller keeps it and disposes it last.</param>
    /// <param name="options">Limits for the data set.</param>
    /// <exception cref="DicomFormatException">There is no DICOM, or the meta information is malformed.</exception>
    public DicomFileReader(Stream stream, DicomReadOptions options)
    {
        ArgumentNullException.ThrowIfNull(stream);
        ArgumentNullException.ThrowIfNull(options);
        var input = new DicomInput(stream);
        _ = input.TryEnsure(DicomFileMeta.PreambleBytes + 4 + SyntaxSniffer.NeededBytes);
        input.Advance(SyntaxSniffer.FindStart(input.Window));
        Meta = ReadMeta(input, options);
        DatasetOffset = input.Position;
        _ = input.TryEnsure(SyntaxSniffer.NeededBytes);
        TransferSyntax = Meta.TryGetString(DicomTag.TransferSyntaxUID, out string? uid)
            ? SyntaxSniffer.Check(DicomTransferSyntax.FromUid(uid), input.Window)
            : SyntaxSniffer.Guess(input);
        Dataset = new DicomReader(InflatingStream.InputFor(input, TransferSyntax, options), TransferSyntax, options);
    }

    /// <summary>The elements of group 0002; empty for a file that has none.</summary>
    public DicomDataset Meta { get; }

    /// <summary>Bytes of the stream before the data set, as it stands there: in a deflated file, before the deflated bytes.</summary>
    public long DatasetOffset { get; }

    /// <summary>The encoding of the data set: stated, or found by looking at its first bytes where none is stated.</summary>
    public DicomTransferSyntax TransferSyntax { get; }

    /// <summary>Reads the data set.</summary>
    public DicomReader Dataset { get; }

    private static DicomDataset ReadMeta(DicomInput input, DicomReadOptions options)
    {
        if (!SyntaxSniffer.IsMetaGroup(input.Window))
        {
            return new DicomDataset();
        }

        DicomTransferSyntax syntax = SyntaxSniffer.HasLetters(input.Window)
            ? DicomTransferSyntax.ExplicitVRLittleEndian
            : DicomTransferSyntax.ImplicitVRLittleEndian;
        DicomReadOptions metaOptions = options.KeepTags is { } tags
            ? MetaOptions with { KeepTags = new HashSet<DicomTag>(tags) { DicomTag.TransferSyntaxUID } }
            : MetaOptions;
        return new DatasetBuilder(new DicomReader(input, syntax, metaOptions), metaOptions).Build();
    }
}
