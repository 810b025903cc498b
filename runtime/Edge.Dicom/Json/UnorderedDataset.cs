namespace Edge.Dicom;

/// <summary>
/// Reads a data set whose elements are out of order, so that they can be sorted. Such files exist and are small in number of elements;
/// what would cost much memory is refused.
/// </summary>
internal static class UnorderedDataset
{
    /// <summary>Values longer than this stay in the file.</summary>
    private const int MaxHeldBytes = 4096;

    /// <summary>Elements, items included, that are sorted.</summary>
    private const int MaxElements = 40_000;

    /// <summary>Inflated bytes that are held, because nothing can be left in a deflated file: 16 MiB.</summary>
    private const long MaxInflatedBytes = 16L << 20;

    /// <summary>Reads the data set of a file that was found well-formed.</summary>
    /// <exception cref="DicomFormatException">It is too large to be put in order.</exception>
    internal static DicomDataset Read(Stream file, long start, out bool isBigEndian)
    {
        file.Position = start;
        var count = new DicomFileReader(file, DicomReadOptions.Default);
        DicomReader tokens = count.Dataset;
        int elements = 0;
        while (tokens.Read() != DicomToken.End)
        {
            elements++;
            if (elements > MaxElements || (count.TransferSyntax.IsDeflated && tokens.Position > MaxInflatedBytes))
            {
                throw new DicomFormatException("The elements are not in ascending order, and too many to be sorted", tokens.TokenOffset, tokens.Tag);
            }
        }

        isBigEndian = count.TransferSyntax.IsBigEndian;
        file.Position = start;
        return DicomFile.Open(file, new DicomReadOptions { MaxValueBytes = count.TransferSyntax.IsDeflated ? Array.MaxLength : MaxHeldBytes }).Dataset;
    }
}
