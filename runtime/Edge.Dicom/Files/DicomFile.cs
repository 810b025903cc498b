namespace Edge.Dicom;

/// <summary>A Part 10 file (PS3.10 section 7): file meta information and a data set.</summary>
public sealed class DicomFile
{
    /// <summary>Makes a file of a data set, with the meta information PS3.10 requires.</summary>
    /// <param name="dataset">A data set with SOP Class UID and SOP Instance UID.</param>
    /// <param name="syntax">The encoding in which it is saved.</param>
    public DicomFile(DicomDataset dataset, DicomTransferSyntax syntax)
    {
        ArgumentNullException.ThrowIfNull(dataset);
        Meta = DicomFileMeta.For(dataset, syntax);
        Dataset = dataset;
        TransferSyntax = syntax;
    }

    internal DicomFile(DicomDataset meta, DicomDataset dataset, DicomTransferSyntax syntax)
    {
        Meta = meta;
        Dataset = dataset;
        TransferSyntax = syntax;
    }

    /// <summary>The elements of group 0002; empty for a file that has none.</summary>
    public DicomDataset Meta { get; }

    /// <summary>The data set.</summary>
    public DicomDataset Dataset { get; }

    /// <summary>The encoding: stated by the file, or found by looking at its first bytes where it states none.</summary>
    public DicomTransferSyntax TransferSyntax { get; }

    /// <summary>Opens a file, with or without preamble or meta information.</summary>
    /// <param name="path">The file.</param>
    /// <param name="options">How much to read, and limits; null for the defaults.</param>
    /// <exception cref="DicomFormatException">The file is malformed.</exception>
    /// <exception cref="IOException">The file cannot be read.</exception>
    public static DicomFile Open(string path, DicomReadOptions? options = null)
    {
        using var stream = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.Read, bufferSize: 0);
        return Open(stream, options);
    }

    /// <summary>Reads a file from where a stream stands.</summary>
    /// <param name="stream">The file; the caller keeps it.</param>
    /// <param name="options">How much to read, and limits; null for the defaults.</param>
    /// <exception cref="DicomFormatException">The file is malformed.</exception>
    public static DicomFile Open(Stream stream, DicomReadOptions? options = null)
    {
        options ??= DicomReadOptions.Default;
        var reader = new DicomFileReader(stream, options);
        return new DicomFile(reader.Meta, new DatasetBuilder(reader.Dataset, options).Build(), reader.TransferSyntax);
    }

    /// <summary>Writes the file with an empty preamble. The bytes are not synced: they may not survive a loss of power.</summary>
    /// <param name="path">The file, which is replaced.</param>
    /// <exception cref="IOException">The file cannot be written.</exception>
    public void Save(string path)
    {
        using var stream = new FileStream(path, FileMode.Create, FileAccess.Write, FileShare.None, bufferSize: 64 * 1024);
        Save(stream);
    }

    /// <summary>Writes the file with an empty preamble.</summary>
    /// <param name="stream">Where to; the caller keeps it.</param>
    public void Save(Stream stream)
    {
        ArgumentNullException.ThrowIfNull(stream);
        DicomDataset meta = Meta.Contains(DicomTag.TransferSyntaxUID) ? Meta : DicomFileMeta.For(Dataset, TransferSyntax);
        stream.Write(DicomFileMeta.EncodeHeader(meta));
        DicomWriter.Write(Dataset, TransferSyntax, stream);
    }
}
