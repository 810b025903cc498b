using System.Globalization;
using Edge.Dicom;
using Edge.Dicom.Network;

namespace Edge.Runtime.Inbox;

/// <summary>
/// Decides whether an object is taken (PS3.4 B.2.3). C000: it cannot be read, does not end where its lengths say, or has neither UID. A900: its SOP Class or Instance UID
/// is another than the request's, so that nobody could say which object was stored. All else is taken byte for byte, and flagged where it
/// cannot be routed. Pixel data are never looked into.
/// </summary>
internal static class HeaderCheck
{
    /// <summary>The header, or the refusal.</summary>
    /// <param name="request">UIDs of the request, and the encoding.</param>
    /// <param name="prefix">First bytes of the data set.</param>
    /// <param name="lengthBytes">Bytes of the whole data set.</param>
    /// <param name="readFile">Opens the file, meta header included, for what the prefix does not tell.</param>
    /// <exception cref="IOException">The file cannot be read.</exception>
    public static (ObjectHeader? Header, StoreOutcome Refusal) Check(
        ReceptionRecord request, ReadOnlyMemory<byte> prefix, long lengthBytes, Func<Stream> readFile)
    {
        DicomDataset dataset;
        try
        {
            dataset = Read(request.TransferSyntax, prefix, lengthBytes, readFile);
        }
        catch (DicomFormatException malformed)
        {
            string place = malformed.Offset < 0
                ? "Malformed data set"
                : string.Create(CultureInfo.InvariantCulture, $"Malformed data set at offset {malformed.Offset}, element {malformed.Tag}");
            return (null, new StoreOutcome(DicomStatus.CannotUnderstand, place));
        }

        if (!dataset.Contains(DicomTag.SOPClassUID) && !dataset.Contains(DicomTag.SOPInstanceUID))
        {
            // Noise whose first bytes happen to look like a tag behind the pixel data reads as an empty header.
            return (null, new StoreOutcome(DicomStatus.CannotUnderstand, "Neither SOP Class UID nor SOP Instance UID in the data set"));
        }

        if (Differs(dataset.GetString(DicomTag.SOPClassUID), request.SopClassUid))
        {
            return (null, new StoreOutcome(DicomStatus.DataSetDoesNotMatchSopClass, "SOP Class UID (0008,0016) is not the request's"));
        }

        if (Differs(dataset.GetString(DicomTag.SOPInstanceUID), request.SopInstanceUid))
        {
            return (null, new StoreOutcome(DicomStatus.DataSetDoesNotMatchSopClass, "SOP Instance UID (0008,0018) is not the request's"));
        }

        return (ObjectHeader.From(dataset), StoreOutcome.Success);
    }

    private static DicomDataset Read(DicomTransferSyntax syntax, ReadOnlyMemory<byte> bytes, long lengthBytes, Func<Stream> readFile)
    {
        DicomPrefix? prefix = ReadPrefix(syntax, bytes, lengthBytes);
        if (prefix is { IsComplete: false } || prefix?.EndBytes == lengthBytes)
        {
            return prefix.Dataset;
        }

        using Stream stream = readFile();
        DicomDataset dataset = prefix?.Dataset ?? DicomFile.Open(stream, ObjectHeader.ReadOptions).Dataset;
        stream.Position = 0;
        ReadToEnd(stream);
        return dataset;
    }

    /// <summary>The front of the data set, where that is all the header or all there is; null where the file must be read.</summary>
    private static DicomPrefix? ReadPrefix(DicomTransferSyntax syntax, ReadOnlyMemory<byte> bytes, long lengthBytes)
    {
        try
        {
            DicomPrefix prefix = DicomPrefix.Read(bytes, syntax, ObjectHeader.ReadOptions);
            return prefix.IsComplete || (bytes.Length == lengthBytes && prefix.IsBetweenElements) ? prefix : null;
        }
        catch (DicomFormatException)
        {
            // Reading the file also recognises a data set that is not in the syntax its sender stated.
            return null;
        }
    }

    /// <summary>Passes over everything, fragments and what stands behind the pixel data included: a cut or a length that lies shows there.</summary>
    private static void ReadToEnd(Stream stream)
    {
        DicomReader reader = new DicomFileReader(stream, ObjectHeader.ReadOptions with { StopAtTag = null }).Dataset;
        while (reader.Read() != DicomToken.End)
        {
        }
    }

    private static bool Differs(string? inDataset, string inRequest) => inDataset is not null && inDataset != inRequest;
}
