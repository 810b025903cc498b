namespace Edge.Dicom.Network;

/// <summary>A file that can be sent by C-STORE as it stands: what it is, and where in the file its data set begins.</summary>
public sealed class StorableFile
{
    private const int MaxHeaderValueBytes = 64 * 1024;

    private static readonly DicomReadOptions UpToInstanceUid = new()
    {
        StopAtTag = new DicomTag(0x0008, 0x0019),
        MaxValueBytes = MaxHeaderValueBytes,
    };

    private readonly long _dataSetOffset;

    private StorableFile(string path, StoreInstance instance, long dataSetOffset, long dataSetBytes)
    {
        Path = path;
        Instance = instance;
        _dataSetOffset = dataSetOffset;
        DataSetBytes = dataSetBytes;
    }

    /// <summary>The file.</summary>
    public string Path { get; }

    /// <summary>SOP class, SOP instance and transfer syntax.</summary>
    public StoreInstance Instance { get; }

    /// <summary>Size of the data set, in bytes.</summary>
    public long DataSetBytes { get; }

    /// <summary>Reads as much of a file as it takes: up to SOP Instance UID (0008,0018).</summary>
    /// <param name="path">A Part 10 file, or a bare data set.</param>
    /// <exception cref="DicomFormatException">The file is no DICOM, has no UIDs, or is a DICOMDIR.</exception>
    /// <exception cref="IOException">The file cannot be read.</exception>
    /// <exception cref="UnauthorizedAccessException">The file may not be read.</exception>
    public static StorableFile Read(string path)
    {
        using var stream = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.Read, bufferSize: 0);
        var reader = new DicomFileReader(stream, UpToInstanceUid);
        DicomDataset front = new DatasetBuilder(reader.Dataset, UpToInstanceUid).Build();
        string? sopClass = Text(front, DicomTag.SOPClassUID, UidText.IsWellFormed)
            ?? Text(reader.Meta, DicomTag.MediaStorageSOPClassUID, UidText.IsWellFormed);
        string? sopInstance = Text(front, DicomTag.SOPInstanceUID, UidText.IsStorable)
            ?? Text(reader.Meta, DicomTag.MediaStorageSOPInstanceUID, UidText.IsStorable);
        if (sopClass is null || sopInstance is null)
        {
            throw new DicomFormatException(
                sopClass is null ? "The file has no usable SOP Class UID, and cannot be stored." : "The file has no usable SOP Instance UID, and cannot be stored.");
        }

        if (sopClass == DicomUid.MediaStorageDirectoryStorage)
        {
            throw new DicomFormatException("The file is a DICOMDIR, which belongs to its medium and cannot be stored.");
        }

        return new StorableFile(
            path,
            new StoreInstance(sopClass, sopInstance, reader.TransferSyntax.Uid),
            reader.DatasetOffset,
            stream.Length - reader.DatasetOffset);
    }

    /// <summary>Opens the file where its data set begins.</summary>
    /// <exception cref="IOException">The file cannot be read.</exception>
    public FileStream OpenDataSet() => new(
        Path, FileMode.Open, FileAccess.Read, FileShare.Read, bufferSize: 0, FileOptions.Asynchronous | FileOptions.SequentialScan)
    {
        Position = _dataSetOffset,
    };

    /// <summary>Opens the data set encoded anew as Implicit VR Little Endian, for a peer that takes no other; the bytes are made while they are read.</summary>
    /// <exception cref="IOException">The file cannot be read.</exception>
    /// <exception cref="DicomFormatException">The file is malformed; reading the stream throws it too, also where the data set is compressed.</exception>
    public Stream OpenImplicit()
    {
        var file = new FileStream(Path, FileMode.Open, FileAccess.Read, FileShare.Read, bufferSize: 0, FileOptions.SequentialScan);
        try
        {
            return new ImplicitStream(file, new DicomFileReader(file, DicomReadOptions.Default).Dataset);
        }
        catch
        {
            file.Dispose();
            throw;
        }
    }

    private static string? Text(DicomDataset dataset, DicomTag tag, Func<string, bool> isUsable) =>
        dataset.TryGetString(tag, out string? uid) && isUsable(uid) ? uid : null;
}
