using System.Text;
using System.Text.Json;
using Edge.Contracts;
using Edge.Releases.Storage;

namespace Edge.Ctl.Fleet.Collector;

/// <summary>
/// One stream of one device as a file of lines, <c>DIR/SITE/DEVICE/STREAM.ndjson</c>: each message once, in the order of its numbers. The file itself says how far it is: what a crash
/// cut from its last line is removed when it is opened. Beside it, <c>STREAM.epochs</c> names the numberings that are over: what still comes of them was kept before.
/// </summary>
internal sealed class StreamFile
{
    /// <summary>Longest line, in bytes: a last one that is whole and one that a crash has cut lie within the tail.</summary>
    public const int LineMaxBytes = 1024 * 1024;

    /// <summary>Numberings that are over, remembered at most; an appliance begins one when it is restored.</summary>
    public const int FinishedMax = 64;

    private const int TailBytes = 4 * LineMaxBytes;
    private const int EpochLength = 32;

    private readonly string _path;
    private readonly string _finishedPath;
    private readonly bool _isStrict;
    private readonly List<byte[]> _pending = [];
    private readonly List<string> _finished = [];
    private bool _finishedGrew;

    private StreamFile(string path, bool isStrict)
    {
        _path = path;
        _finishedPath = Path.ChangeExtension(path, "epochs");
        _isStrict = isStrict;
    }

    /// <summary>Numbering of <see cref="Last"/>; null where nothing is kept yet.</summary>
    public string? Epoch { get; private set; }

    /// <summary>Every message up to this number is kept, once <see cref="Flush"/> has returned.</summary>
    public long Last { get; private set; }

    /// <summary>Opens it, or begins it.</summary>
    /// <param name="path">The file.</param>
    /// <param name="isStrict">True: nothing may be missing; false: the sender drops messages, and what follows is kept at once.</param>
    /// <returns>The stream; what its file holds survives loss of power, once the folder is synced.</returns>
    /// <exception cref="IOException">It cannot be read or repaired.</exception>
    public static StreamFile Open(string path, bool isStrict)
    {
        var stream = new StreamFile(path, isStrict);
        if (File.Exists(path))
        {
            stream.ReadTail();
        }

        if (File.Exists(stream._finishedPath))
        {
            // Where a crash came between the two files, the last line's numbering goes on.
            stream._finished.AddRange(File.ReadLines(stream._finishedPath).Where(epoch => IsEpoch(epoch) && epoch != stream.Epoch).TakeLast(FinishedMax));
        }

        return stream;
    }

    /// <summary>Takes a message, or says why not. What is kept is on disk after <see cref="Flush"/>.</summary>
    public StreamVerdict Take(StreamMessage message, DateTimeOffset receivedAt)
    {
        if (!IsEpoch(message.Epoch) || message.Oldest < 1 || message.Oldest > message.Sequence)
        {
            return StreamVerdict.Refused;
        }

        if (_finished.Contains(message.Epoch) || (message.Epoch == Epoch && message.Sequence <= Last))
        {
            return StreamVerdict.Repeated;
        }

        long next = message.Epoch == Epoch ? Math.Max(Last + 1, message.Oldest) : message.Oldest;
        if (_isStrict && message.Sequence > next)
        {
            return StreamVerdict.Early;
        }

        if (Line(message, receivedAt) is not { } line)
        {
            return StreamVerdict.Refused;
        }

        if (Epoch is { } before && before != message.Epoch)
        {
            Finish(before);
        }

        (Epoch, Last) = (message.Epoch, message.Sequence);
        _pending.Add(line);
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

        // First, so that a crash leaves no line of a new numbering without the end of the one before.
        if (_finishedGrew)
        {
            DurableFile.Replace(_finishedPath, Encoding.ASCII.GetBytes(string.Join('\n', _finished) + "\n"));
            _finishedGrew = false;
        }

        bool isNew = !File.Exists(_path);
        using (var file = new FileStream(_path, FileMode.Append, FileAccess.Write, FileShare.Read))
        {
            foreach (byte[] line in _pending)
            {
                file.Write(line);
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

    private static bool IsEpoch(string text) => text.Length == EpochLength && text.All(char.IsAsciiHexDigit);

    /// <returns>Null where it is too long, or holds text that cannot be written.</returns>
    private static byte[]? Line(StreamMessage message, DateTimeOffset receivedAt)
    {
        try
        {
            byte[] line = JsonSerializer.SerializeToUtf8Bytes(
                new CollectedMessage(receivedAt, message.Epoch, message.Sequence, message.Gap, message.Body), CollectorJson.Default.CollectedMessage);
            return line.Length <= LineMaxBytes ? line : null;
        }
        catch (Exception unwritable) when (unwritable is JsonException or InvalidOperationException)
        {
            // Half of a surrogate pair, which JSON lets through.
            return null;
        }
    }

    private void Finish(string epoch)
    {
        _finished.Add(epoch);
        _finished.RemoveRange(0, Math.Max(0, _finished.Count - FinishedMax));
        _finishedGrew = true;
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

        // The program that wrote the last lines may have ended before it synced them: what counts as kept is synced now.
        file.SetLength(file.Length - tail.Length + end + 1);
        file.Flush(flushToDisk: true);
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
