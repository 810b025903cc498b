using System.Globalization;
using Edge.Dicom;
using Edge.Dicom.Network;

namespace Edge.Runtime.Inbox;

/// <summary>
/// Decides by its header whether an object is taken (PS3.4 B.2.3). C000: it cannot be read up to its pixel data, or has neither UID. A900: its SOP Class or Instance UID
/// is another than the request's, so that nobody could say which object was stored. All else is taken byte for byte, and flagged where it
/// cannot be routed.
/// </summary>
internal static class HeaderCheck
{
    /// <summary>The header, or the refusal.</summary>
    /// <param name="request">UIDs of the request, and the encoding.</param>
    /// <param name="prefix">First bytes of the data set.</param>
    /// <param name="isWhole">True when the prefix is the whole data set.</param>
    /// <param name="readFile">Opens the file, meta header included, for a header that is longer than the prefix.</param>
    /// <exception cref="IOException">The file cannot be read.</exception>
    public static (ObjectHeader? Header, StoreOutcome Refusal) Check(
        ReceptionRecord request, ReadOnlyMemory<byte> prefix, bool isWhole, Func<Stream> readFile)
    {
        DicomDataset dataset;
        try
        {
            dataset = ReadPrefix(request.TransferSyntax, prefix, isWhole) ?? ReadFile(readFile);
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

    private static DicomDataset? ReadPrefix(DicomTransferSyntax syntax, ReadOnlyMemory<byte> bytes, bool isWhole)
    {
        try
        {
            DicomPrefix prefix = DicomPrefix.Read(bytes, syntax, ObjectHeader.ReadOptions);
            return prefix.IsComplete || (isWhole && prefix.IsBetweenElements) ? prefix.Dataset : null;
        }
        catch (DicomFormatException)
        {
            // Reading the file also recognises a data set that is not in the syntax its sender stated.
            return null;
        }
    }

    private static DicomDataset ReadFile(Func<Stream> readFile)
    {
        using Stream stream = readFile();
        return DicomFile.Open(stream, ObjectHeader.ReadOptions).Dataset;
    }

    private static bool Differs(string? inDataset, string inRequest) => inDataset is not null && inDataset != inRequest;
}
