using Edge.Dicom;

namespace Edge.Runtime.Inbox;

/// <summary>Reads back from a file of the inbox what the index keeps of it.</summary>
internal static class StoredObjectFile
{
    /// <summary>
    /// Reads a file. One that cannot be understood keeps a row all the same, with the reason as its flag: it was acknowledged once.
    /// One that the disk does not give back has the flag <see cref="LostFiles.Unreadable"/> and the size 0.
    /// </summary>
    /// <param name="path">The file.</param>
    /// <param name="file">Its path below <c>inbox/</c>.</param>
    /// <exception cref="IOException">The disk does not even say when it was written.</exception>
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
            return Unknown(file, writtenAt, $"The file cannot be read: {malformed.Message}.", written.Length);
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            return Unknown(file, writtenAt, LostFiles.Unreadable, 0);
        }
    }

    private static StoredObject Unknown(string file, DateTimeOffset writtenAt, string flag, long sizeBytes) => new(
        file,
        new ReceptionRecord("", "", DicomTransferSyntax.FromUid(""), "", "", "", writtenAt),
        new ObjectHeader("", "", null, flag),
        sizeBytes);
}
