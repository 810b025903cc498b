using Edge.Dicom;

namespace Edge.Runtime.Inbox;

/// <summary>Reads back from a file of the inbox what the index keeps of it.</summary>
internal static class StoredObjectFile
{
    /// <summary>Reads a file. One that cannot be understood keeps a row all the same, with the reason as its flag: it was acknowledged once.</summary>
    /// <param name="path">The file.</param>
    /// <param name="file">Its path below <c>inbox/</c>.</param>
    /// <exception cref="IOException">The disk failed.</exception>
    public static StoredObject Read(string path, string file)
    {
        var written = new FileInfo(path);
        var writtenAt = new DateTimeOffset(written.LastWriteTimeUtc, TimeSpan.Zero);
        try
        {
            using FileStream stream = written.OpenRead();
            DicomFile dicom = DicomFile.Open(stream, ObjectHeader.ReadOptions);
            DicomTransferSyntax syntax = DicomTransferSyntax.FromUid(dicom.Meta.GetString(DicomTag.TransferSyntaxUID) ?? dicom.TransferSyntax.Uid);
            return new StoredObject(file, ReceptionRecord.Read(dicom.Meta, syntax, writtenAt), ObjectHeader.From(dicom.Dataset), written.Length);
        }
        catch (DicomFormatException malformed)
        {
            var unknown = new ReceptionRecord("", "", DicomTransferSyntax.FromUid(""), "", "", "", writtenAt);
            return new StoredObject(file, unknown, new ObjectHeader("", "", null, $"The file cannot be read: {malformed.Message}."), written.Length);
        }
    }
}
