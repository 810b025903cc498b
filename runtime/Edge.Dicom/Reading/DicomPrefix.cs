using System.Runtime.InteropServices;

namespace Edge.Dicom;

/// <summary>What can be read of the first bytes of a data set that is still arriving.</summary>
/// <param name="Dataset">The elements that are wholly there.</param>
/// <param name="IsComplete">
/// True when <see cref="DicomReadOptions.StopAtTag"/> was reached, so that nothing more is wanted. False when the bytes ended before: with
/// more of them, read again; if there are no more, the data set is over, or cut off when <see cref="IsBetweenElements"/> is false.
/// </param>
/// <param name="IsBetweenElements">True when the bytes ended exactly after an element of the data set itself.</param>
public sealed record DicomPrefix(DicomDataset Dataset, bool IsComplete, bool IsBetweenElements)
{
    /// <summary>
    /// How many bytes the data set has in all when the element reading stopped at is its last, as pixel data mostly are; -1 when that element does not
    /// state it, or the data set is deflated.
    /// </summary>
    public long EndBytes { get; init; } = -1;

    /// <summary>Reads what is there. The bytes are copied, so that the caller may reuse them.</summary>
    /// <param name="bytes">The first bytes of the data set, as encoded.</param>
    /// <param name="syntax">Its encoding.</param>
    /// <param name="options">Where to stop, and limits.</param>
    /// <exception cref="DicomFormatException">The bytes are malformed, so that more of them cannot help.</exception>
    public static DicomPrefix Read(ReadOnlyMemory<byte> bytes, DicomTransferSyntax syntax, DicomReadOptions options)
    {
        ArgumentNullException.ThrowIfNull(syntax);
        ArgumentNullException.ThrowIfNull(options);
        var dataset = new DicomDataset();
        DicomReader reader = OpenReader(bytes, isWhole: false, syntax, options);
        try
        {
            new DatasetBuilder(reader, options).Fill(dataset);
            return new DicomPrefix(dataset, reader.Stopped, IsBetweenElements: true) { EndBytes = syntax.IsDeflated ? -1 : reader.StoppedElementEnd };
        }
        catch (DicomFormatException cut) when (cut.EndOfInput)
        {
            return new DicomPrefix(dataset, IsComplete: false, IsBetweenElements: false);
        }
    }

    internal static DicomReader OpenReader(ReadOnlyMemory<byte> bytes, bool isWhole, DicomTransferSyntax syntax, DicomReadOptions options)
    {
        ArraySegment<byte> segment = MemoryMarshal.TryGetArray(bytes, out ArraySegment<byte> array) ? array : new ArraySegment<byte>(bytes.ToArray());
        var input = new DicomInput(segment, isWhole);
        return new DicomReader(InflatingStream.InputFor(input, syntax, options), syntax, options);
    }
}
