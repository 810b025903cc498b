namespace Edge.Dicom;

/// <content>Reading whole data sets without a file around them, as they travel in a network message.</content>
public sealed partial class DicomDataset
{
    /// <summary>Reads a data set from where a stream stands.</summary>
    /// <param name="stream">The encoded data set; the caller keeps it.</param>
    /// <param name="syntax">Its encoding.</param>
    /// <param name="options">Limits; null for the defaults.</param>
    /// <exception cref="DicomFormatException">The input is malformed.</exception>
    public static DicomDataset Read(Stream stream, DicomTransferSyntax syntax, DicomReadOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(stream);
        ArgumentNullException.ThrowIfNull(syntax);
        options ??= DicomReadOptions.Default;
        return new DatasetBuilder(new DicomReader(InflatingStream.InputFor(new DicomInput(stream), syntax, options), syntax, options), options).Build();
    }

    /// <summary>Reads a data set that is whole in memory; its bytes are copied.</summary>
    /// <param name="bytes">The encoded data set.</param>
    /// <param name="syntax">Its encoding.</param>
    /// <param name="options">Limits; null for the defaults.</param>
    /// <exception cref="DicomFormatException">The input is malformed.</exception>
    public static DicomDataset Read(ReadOnlyMemory<byte> bytes, DicomTransferSyntax syntax, DicomReadOptions? options = null)
    {
        options ??= DicomReadOptions.Default;
        return new DatasetBuilder(DicomPrefix.OpenReader(bytes, isWhole: true, syntax, options), options).Build();
    }
}
