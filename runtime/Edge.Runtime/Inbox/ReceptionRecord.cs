using System.Globalization;
using System.Text;
using Edge.Dicom;

namespace Edge.Runtime.Inbox;

/// <summary>
/// How an object came here. It is written into the file's own meta header (PS3.10 7.1), so that the index can be rebuilt from the files alone:
/// source and sending AE (0002,0016) and (0002,0017), receiving AE (0002,0018), source address (0002,0026), and the time of reception as private
/// information (0002,0102).
/// </summary>
/// <param name="SopClassUid">Affected SOP Class UID of the request.</param>
/// <param name="SopInstanceUid">Affected SOP Instance UID of the request.</param>
/// <param name="TransferSyntax">Transfer syntax of the data set.</param>
/// <param name="CallingAe">AE title of the sender.</param>
/// <param name="CalledAe">AE title it called.</param>
/// <param name="Source">The sender's address as <c>dicom://ADDRESS</c>; empty where unknown.</param>
/// <param name="ReceivedAt">When its last byte came, UTC, to the millisecond.</param>
internal sealed record ReceptionRecord(
    string SopClassUid,
    string SopInstanceUid,
    DicomTransferSyntax TransferSyntax,
    string CallingAe,
    string CalledAe,
    string Source,
    DateTimeOffset ReceivedAt)
{
    /// <summary>Private Information Creator UID (0002,0100): says that (0002,0102) is the text that <see cref="EncodeHeader"/> writes.</summary>
    public const string PrivateCreatorUid = "2.25.163089196665758460914408856437857413385";

    /// <summary>What <see cref="Read"/> looks at.</summary>
    public static readonly IReadOnlyList<DicomTag> MetaTags =
    [
        DicomTag.MediaStorageSOPClassUID,
        DicomTag.MediaStorageSOPInstanceUID,
        DicomTag.TransferSyntaxUID,
        DicomTag.SourceApplicationEntityTitle,
        DicomTag.ReceivingApplicationEntityTitle,
        DicomTag.SourcePresentationAddress,
        DicomTag.PrivateInformationCreatorUID,
        DicomTag.PrivateInformation,
    ];

    /// <summary>The header ends with this many bytes of time, so that it can be set when the last byte has come.</summary>
    public const int TimeBytes = 24;

    private const string ReceivedAtKey = "received-at=";
    private const string TimeFormat = "yyyy-MM-ddTHH:mm:ss.fffZ";

    /// <summary>Preamble, prefix and meta group: all that stands before the data set.</summary>
    public byte[] EncodeHeader()
    {
        DicomDataset meta = DicomFileMeta.Create(SopClassUid, SopInstanceUid, TransferSyntax);
        meta.Set(DicomTag.SourceApplicationEntityTitle, CallingAe);
        meta.Set(DicomTag.SendingApplicationEntityTitle, CallingAe);
        meta.Set(DicomTag.ReceivingApplicationEntityTitle, CalledAe);
        meta.Set(DicomTag.SourcePresentationAddress, Source);
        meta.Set(DicomTag.PrivateInformationCreatorUID, PrivateCreatorUid);
        byte[] information = new byte[ReceivedAtKey.Length + TimeBytes];
        Encoding.ASCII.GetBytes(ReceivedAtKey, information);
        EncodeTime(ReceivedAt, information.AsSpan(ReceivedAtKey.Length));
        meta.SetBytes(DicomTag.PrivateInformation, DicomVR.OB, information);
        return DicomFileMeta.EncodeHeader(meta);
    }

    /// <summary>Writes the last <see cref="TimeBytes"/> bytes of the header.</summary>
    public static void EncodeTime(DateTimeOffset time, Span<byte> destination) =>
        time.UtcDateTime.TryFormat(destination, out _, TimeFormat, CultureInfo.InvariantCulture);

    /// <summary>Reads the record back. What a foreign file does not say is empty, and its time is <paramref name="otherwiseReceivedAt"/>.</summary>
    public static ReceptionRecord Read(DicomDataset meta, DicomTransferSyntax syntax, DateTimeOffset otherwiseReceivedAt) => new(
        meta.GetString(DicomTag.MediaStorageSOPClassUID) ?? "",
        meta.GetString(DicomTag.MediaStorageSOPInstanceUID) ?? "",
        syntax,
        meta.GetString(DicomTag.SourceApplicationEntityTitle) ?? "",
        meta.GetString(DicomTag.ReceivingApplicationEntityTitle) ?? "",
        meta.GetString(DicomTag.SourcePresentationAddress) ?? "",
        ReadTime(meta) ?? otherwiseReceivedAt);

    private static DateTimeOffset? ReadTime(DicomDataset meta)
    {
        if (meta.GetString(DicomTag.PrivateInformationCreatorUID) != PrivateCreatorUid
            || !meta.TryGetBytes(DicomTag.PrivateInformation, out ReadOnlyMemory<byte> bytes))
        {
            return null;
        }

        string text = Encoding.ASCII.GetString(bytes.Span).TrimEnd('\0', ' ');
        return text.StartsWith(ReceivedAtKey, StringComparison.Ordinal)
            && DateTimeOffset.TryParseExact(
                text.AsSpan(ReceivedAtKey.Length), TimeFormat, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out DateTimeOffset time)
            ? time
            : null;
    }
}
