using System.Text.Encodings.Web;
using System.Text.Json;

namespace Edge.Dicom;

/// <summary>
/// The DICOM JSON Model of PS3.18 annex F. Bulk values are inline (F.2.7); of encapsulated pixel data the inline bytes are the items as
/// they stand, offset table first, up to the delimiter that ends the value field (PS3.5 7.1.1). Group lengths and group 0002 are left
/// out (F.2.2). IS and DS are numbers where their text is one, else strings; numbers beyond 2⁵³ and what is not finite are strings.
/// </summary>
public static class DicomJson
{
    private static readonly JsonWriterOptions WriterOptions = new()
    {
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
        MaxDepth = 4 * MaxNesting,
        SkipValidation = true,
    };

    /// <summary>Sequences within sequences that are written.</summary>
    private const int MaxNesting = DicomReadOptions.DefaultMaxDepth;

    /// <summary>
    /// Writes the data set of a file. Memory stays bounded whatever the file holds: it is read twice, once to find every error before the
    /// first byte is written, and once to write.
    /// </summary>
    /// <param name="file">A file that can seek, standing at its start; the caller keeps it.</param>
    /// <param name="json">Where to, as UTF-8; the caller keeps it.</param>
    /// <exception cref="DicomFormatException">The file is malformed; nothing was written.</exception>
    public static void Write(Stream file, Stream json)
    {
        ArgumentNullException.ThrowIfNull(file);
        ArgumentNullException.ThrowIfNull(json);
        long start = file.Position;
        bool isOrdered = DatasetCheck.Run(new DicomFileReader(file, DicomReadOptions.Default).Dataset);
        using var writer = new Utf8JsonWriter(json, WriterOptions);
        if (isOrdered)
        {
            file.Position = start;
            new StreamedJson(new DicomFileReader(file, DicomReadOptions.Default).Dataset, writer).Write();
        }
        else
        {
            DicomDataset dataset = UnorderedDataset.Read(file, start, out bool isBigEndian);
            file.Position = start;
            new DatasetJson(file, isBigEndian, writer).Write(dataset);
        }

        writer.Flush();
        json.WriteByte((byte)'\n');
    }
}
