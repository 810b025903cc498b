using System.Text.Json;
using Edge.Contracts;
using Edge.Releases.Storage;

namespace Edge.Ctl.Fleet.Collector;

/// <summary>
/// One stream of one device as a file of lines, <c>DIR/SITE/DEVICE/STREAM.ndjson</c>: each message once, in the order of its numbers. The file itself says how far it is: what a crash
/// cut from its last line is removed when it is opened.
/// </summary>
internal sealed class StreamFile
{
    private const int TailBytes = 4 * 1024 * 1024;

    private readonly string _path;
    private readonly bool _isStrict;
    private readonly List<CollectedMessage> _pending = [];
    private readonly HashSet<string> _finished = new(StringComparer.Ordinal);

    private StreamFile(string path, bool isStrict)
    {
        _path = path;
        _isStrict = isStrict;
    }

    /// <summary>Numbering of <see cref="Last"/>; null where nothing is kept yet.</summary>
    public string? Epoch { get; private set; }

    /// <summary>Every message up to this number is kept, once <see cref="Flush"/> has returned.</summary>
    public long Last { get; private set; }

    /// <summary>Opens it, or begins it.</summary>
    /// <param name="path">The file.</param>
    /// <param name="isStrict">True: nothing may be missing; false: the sender drops messages, and what follows is kept at once.</param>
    /// <exception cref="IOException">It cannot be read or repaired.</exception>
    public static StreamFile Open(string path, bool isStrict)
    {
        var stream = new StreamFile(path, isStrict);
        if (File.Exists(path))
        {
            stream.ReadTail();
        }

        return stream;
    }

    /// <summary>Takes a message, or says why not. What is kept is on disk after <see cref="Flush"/>.</summary>
    public StreamVerdict Take(StreamMessage message, DateTimeOffset receivedAt)
    {
        if (_finished.Contains(message.Epoch) || (message.Epoch == Epoch && message.Sequence <= Last))
        {
            return StreamVerdict.Repeated;
        }

        long next = message.Epoch == Epoch ? Math.Max(Last + 1, message.Oldest) : message.Oldest;
        if (_isStrict && message.Sequence > next)
        {
            return StreamVerdict.Early;
        }

        if (Epoch is { } before && before != message.Epoch)
        {
            _finished.Add(before);
        }

        (Epoch, Last) = (message.Epoch, message.Sequence);
        _pending.Add(new CollectedMessage(receivedAt, message.Epoch, message.Sequence, message.Gap, message.Body));
        return StreamVerdict.Keep;
    }

    /// <summary>Writes what was taken; on return it survives loss of power.</summary>
    /// <returns>How many messages.</returns>
    /// <exception cref="IOException">The disk failed.</exception>
    public int Flush()
    {
        if (_pending.Count == 0)
        {
            return 0;
        }

        bool isNew = !File.Exists(_path);
        using (var file = new FileStream(_path, FileMode.Append, FileAccess.Write, FileShare.Read))
        {
            foreach (CollectedMessage message in _pending)
            {
                JsonSerializer.Serialize(file, message, CollectorJson.Default.CollectedMessage);
                file.WriteByte((byte)'\n');
            }

            file.Flush(flushToDisk: true);
        }

        if (isNew)
        {
            DurableFile.SyncFolder(Path.GetDirectoryName(_path)!);
        }

        int written = _pending.Count;
        _pending.Clear();
        return written;
    }

    private void ReadTail()
    {
        using var file = new FileStream(_path, FileMode.Open, FileAccess.ReadWrite, FileShare.Read);
        byte[] tail = new byte[Math.Min(file.Length, TailBytes)];
        file.Seek(-tail.Length, SeekOrigin.End);
        file.ReadExactly(tail);
        int end = Array.LastIndexOf(tail, (byte)'\n');
        if (end < 0 && tail.Length == TailBytes)
        {
            throw new IOException($"{_path} does not end with a line of a stream. Move it away.");
        }

        file.SetLength(file.Length - tail.Length + end + 1);
        if (end > 0)
        {
            int begin = Array.LastIndexOf(tail, (byte)'\n', end - 1) + 1;
            try
            {
                CollectedMessage last = JsonSerializer.Deserialize(tail.AsSpan(begin, end - begin), CollectorJson.Default.CollectedMessage)!;
                (Epoch, Last) = (last.Epoch, last.Sequence);
            }
            catch (JsonException damaged)
            {
                throw new IOException($"{_path} does not end with a line of a stream: {damaged.Message} Move it away.", damaged);
            }
        }
    }
}
