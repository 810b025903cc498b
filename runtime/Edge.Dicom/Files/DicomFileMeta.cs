namespace Edge.Dicom;

/// <summary>File meta information, group 0002 (PS3.10 7.1).</summary>
public static class DicomFileMeta
{
    /// <summary>Implementation Class UID (0002,0012) of this software.</summary>
    public const string ImplementationClassUid = "2.25.337651197088523875950345820497443903502";

    /// <summary>Implementation Version Name (0002,0013) of this software.</summary>
    public const string ImplementationVersionName = "EDGE_1";

    /// <summary>Bytes before the prefix DICM.</summary>
    public const int PreambleBytes = 128;

    internal const ushort Group = 0x0002;

    private static readonly byte[] VersionOne = [0x00, 0x01];

    /// <summary>The meta information that PS3.10 requires.</summary>
    /// <param name="sopClassUid">SOP Class UID of the data set.</param>
    /// <param name="sopInstanceUid">SOP Instance UID of the data set.</param>
    /// <param name="syntax">Its encoding.</param>
    public static DicomDataset Create(string sopClassUid, string sopInstanceUid, DicomTransferSyntax syntax)
    {
        ArgumentNullException.ThrowIfNull(syntax);
        var meta = new DicomDataset();
        meta.SetBytes(DicomTag.FileMetaInformationVersion, DicomVR.OB, VersionOne);
        meta.Set(DicomTag.MediaStorageSOPClassUID, sopClassUid);
        meta.Set(DicomTag.MediaStorageSOPInstanceUID, sopInstanceUid);
        meta.Set(DicomTag.TransferSyntaxUID, syntax.Uid);
        meta.Set(DicomTag.ImplementationClassUID, ImplementationClassUid);
        meta.Set(DicomTag.ImplementationVersionName, ImplementationVersionName);
        return meta;
    }

    /// <summary>An empty preamble, DICM, and the group with its true length: all that stands before the data set in a file.</summary>
    /// <param name="meta">Elements of group 0002.</param>
    public static byte[] EncodeHeader(DicomDataset meta)
    {
        byte[] group = DicomWriter.EncodeGroup(meta, Group, DicomTransferSyntax.ExplicitVRLittleEndian);
        byte[] header = new byte[PreambleBytes + 4 + group.Length];
        "DICM"u8.CopyTo(header.AsSpan(PreambleBytes));
        group.CopyTo(header.AsSpan(PreambleBytes + 4));
        return header;
    }

    /// <summary>The meta information for a data set, by its SOP Class UID and SOP Instance UID.</summary>
    internal static DicomDataset For(DicomDataset dataset, DicomTransferSyntax syntax) => Create(
        dataset.GetString(DicomTag.SOPClassUID) ?? string.Empty, dataset.GetString(DicomTag.SOPInstanceUID) ?? string.Empty, syntax);
}
