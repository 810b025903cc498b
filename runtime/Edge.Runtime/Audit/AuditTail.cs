using Edge.Contracts;
using Edge.Runtime.Store;
using Microsoft.Win32.SafeHandles;

namespace Edge.Runtime.Audit;

/// <summary>The end of the audit log on disk, where it grows. Not safe for two callers at once.</summary>
internal sealed class AuditTail : IDisposable
{
    private readonly string _directory;
    private SafeFileHandle _file;
    private long? _cutAt;
    private DateTime _changedAt;
    private bool _wasTouched;

    private AuditTail(string directory, AuditFile file, AuditHead head, long cutBytes)
    {
        _directory = directory;
        Head = head;
        CutBytes = cutBytes;
        _file = Open(file);
        Path = file.Path;
        Length = RandomAccess.GetLength(_file);
        _changedAt = File.GetLastWriteTimeUtc(Path);
    }

    /// <summary>The last entry that survives loss of power.</summary>
    public AuditHead Head { get; private set; }

    /// <summary>The file that grows.</summary>
    public string Path { get; private set; }

    /// <summary>Its length in bytes, as it was written here.</summary>
    public long Length { get; private set; }

    /// <summary>Bytes of a last line that a crash had cut, and that were removed when the log was opened.</summary>
    public long CutBytes { get; }

    /// <summary>Whether somebody else wrote to the file that grows, by its time of change, since this was asked last.</summary>
    public bool TakeTouched()
    {
        NoteTouched();
        bool touched = _wasTouched;
        _wasTouched = false;
        return touched;
    }

    /// <summary>
    /// Opens the log, or begins it. A last line without its end was never acknowledged and is removed. Lines that are damaged stay for <see cref="AuditChain"/> to name; the log
    /// goes on after the last entry that can be read.
    /// </summary>
    /// <exception cref="IOException">The disk failed.</exception>
    public static AuditTail Open(string directory)
    {
        Directory.CreateDirectory(directory, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        IReadOnlyList<AuditFile> files = AuditFile.List(directory);
        long cutBytes = 0;
        AuditHead? head = null;
        for (int index = files.Count - 1; index >= 0 && head is null; index--)
        {
            foreach ((byte[] line, long offset, bool isWhole) in AuditLines.Read(files[index].Path))
            {
                if (!isWhole && index == files.Count - 1)
                {
                    cutBytes = new FileInfo(files[index].Path).Length - offset;
                    break;
                }

                _ = AuditLine.Read(line, out AuditEntry? entry);
                head = entry is null ? head : new AuditHead(entry.Sequence, entry.Hash);
            }
        }

        if (cutBytes > 0)
        {
            Cut(files[^1].Path, cutBytes);
        }

        head ??= AuditHead.Empty;
        return new AuditTail(directory, files.Count > 0 ? files[^1] : AuditFile.At(directory, head.Sequence + 1), head, cutBytes);
    }

    /// <summary>Adds a sealed entry: on return it survives loss of power.</summary>
    /// <exception cref="IOException">The disk failed, and the entry is not in the log.</exception>
    public void Write(AuditEntry entry, byte[] line)
    {
        // What is written now moves the time of change: what somebody else did before would not be seen any more.
        NoteTouched();
        if (_cutAt is { } end)
        {
            RandomAccess.SetLength(_file, end);
            _cutAt = null;
        }

        long at = RandomAccess.GetLength(_file);
        _cutAt = at;
        RandomAccess.Write(_file, [.. line, (byte)'\n'], at);
        RandomAccess.FlushToDisk(_file);
        _cutAt = null;
        Length = at + line.Length + 1;
        _changedAt = File.GetLastWriteTimeUtc(Path);
        Head = new AuditHead(entry.Sequence, entry.Hash);
    }

    /// <summary>Goes on in a new file: because this one is long enough, or because somebody took it away.</summary>
    /// <exception cref="IOException">The disk failed.</exception>
    public void BeginFile()
    {
        AuditFile next = AuditFile.At(_directory, Head.Sequence + 1);
        SafeFileHandle before = _file;
        _file = Open(next);
        before.Dispose();
        (_cutAt, Path, Length) = (null, next.Path, RandomAccess.GetLength(_file));
        _changedAt = File.GetLastWriteTimeUtc(Path);
    }

    /// <inheritdoc/>
    public void Dispose() => _file.Dispose();

    private void NoteTouched()
    {
        DateTime changedAt = File.GetLastWriteTimeUtc(Path);
        _wasTouched |= changedAt != _changedAt;
        _changedAt = changedAt;
    }

    private static SafeFileHandle Open(AuditFile file)
    {
        SafeFileHandle opened = File.OpenHandle(file.Path, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.ReadWrite | FileShare.Delete);
        DurableDirectory.Sync(System.IO.Path.GetDirectoryName(file.Path)!);
        return opened;
    }

    private static void Cut(string path, long bytes)
    {
        using SafeFileHandle file = File.OpenHandle(path, FileMode.Open, FileAccess.ReadWrite, FileShare.ReadWrite);
        RandomAccess.SetLength(file, RandomAccess.GetLength(file) - bytes);
        RandomAccess.FlushToDisk(file);
    }
}
