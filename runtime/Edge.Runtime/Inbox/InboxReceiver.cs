using System.Buffers;
using Edge.Dicom.Network;
using Edge.Runtime.Faults;

namespace Edge.Runtime.Inbox;

/// <summary>
/// Takes one object from the network to disk. Memory: one buffer of <see cref="BufferBytes"/>, whatever the object's size. It holds the meta
/// header and the first bytes of the data set, which are also what the header is read from; later bytes go straight to the file.
/// </summary>
internal sealed class InboxReceiver : StoreReceiver
{
    /// <summary>Size of the buffer; headers of up to about this size are read without going back to the file.</summary>
    public const int BufferBytes = 64 * 1024;

    /// <summary>Free space is looked at again after each this many bytes.</summary>
    private const long BytesBetweenChecks = 32 * 1024 * 1024;

    // A901, of the A9xx of PS3.18 Table I.2-2: the object is not what the request says.
    private static readonly StoreOutcome OtherStudy = new(new DicomStatus(0xA901), "Study Instance UID is not the request's");

    private readonly ObjectInbox _inbox;
    private readonly ReceptionRecord _reception;
    private readonly string? _studyUid;
    private readonly byte[] _buffer;
    private readonly int _headerBytes;
    private PartFile? _file;
    private int _buffered;
    private bool _isFlushed;
    private long _nextCheck = BytesBetweenChecks;
    private StoreOutcome? _refusal;

    /// <summary>Starts an object.</summary>
    /// <param name="inbox">Where it goes.</param>
    /// <param name="reception">How it comes.</param>
    /// <param name="file">Its file, empty; owned from here on.</param>
    /// <param name="studyUid">The study that it must be of; null: any.</param>
    public InboxReceiver(ObjectInbox inbox, ReceptionRecord reception, PartFile file, string? studyUid)
    {
        _studyUid = studyUid;
        _inbox = inbox;
        _reception = reception;
        _file = file;
        byte[] header = reception.EncodeHeader();
        _headerBytes = header.Length;
        _buffer = ArrayPool<byte>.Shared.Rent(BufferBytes);
        header.CopyTo(_buffer, 0);
        _buffered = header.Length;
    }

    /// <inheritdoc/>
    public override void Write(ReadOnlySpan<byte> dataSet)
    {
        if (_refusal is not null)
        {
            return;
        }

        try
        {
            int taken = Math.Min(dataSet.Length, BufferBytes - _buffered);
            dataSet[..taken].CopyTo(_buffer.AsSpan(_buffered));
            _buffered += taken;
            if (taken < dataSet.Length)
            {
                Flush();
                _file!.Append(dataSet[taken..]);
                CheckSpace();
            }
        }
        catch (Exception failure) when (DiskTrouble.IsDisk(failure))
        {
            Refuse(_inbox.Failed(failure));
        }
    }

    /// <inheritdoc/>
    public override StoreOutcome Commit()
    {
        try
        {
            if (_refusal is not null)
            {
                return _refusal.Value;
            }

            ReceptionRecord reception = _reception with { ReceivedAt = _inbox.Now };
            StampTime(reception.ReceivedAt);
            Flush();
            ReadOnlyMemory<byte> prefix = _buffer.AsMemory(_headerBytes, _buffered - _headerBytes);
            (ObjectHeader? header, StoreOutcome refusal) = HeaderCheck.Check(reception, prefix, _file!.Length - _headerBytes, _file.OpenRead);
            if (header is null)
            {
                return refusal;
            }

            return _studyUid is null || header.StudyUid == _studyUid ? _inbox.Store(_file, _headerBytes, reception, header) : OtherStudy;
        }
        catch (Exception failure) when (DiskTrouble.IsDisk(failure))
        {
            return _inbox.Failed(failure);
        }
        finally
        {
            Release();
        }
    }

    /// <inheritdoc/>
    public override void Abort() => Release();

    private void Flush()
    {
        if (!_isFlushed)
        {
            _file!.Append(_buffer.AsSpan(0, _buffered));
            _isFlushed = true;
        }
    }

    private void StampTime(DateTimeOffset time)
    {
        int offset = _headerBytes - ReceptionRecord.TimeBytes;
        Span<byte> stamp = _buffer.AsSpan(offset, ReceptionRecord.TimeBytes);
        ReceptionRecord.EncodeTime(time, stamp);
        if (_isFlushed)
        {
            _file!.Overwrite(offset, stamp);
        }
    }

    private void CheckSpace()
    {
        if (_file!.Length >= _nextCheck)
        {
            _nextCheck = _file.Length + BytesBetweenChecks;
            if (!_inbox.Space.HasRoom())
            {
                Refuse(ObjectInbox.NoSpace);
            }
        }
    }

    // What is still to come of the object passes unseen: its sender takes no answer before its end.
    private void Refuse(StoreOutcome refusal)
    {
        _refusal = refusal;
        Release();
    }

    private void Release()
    {
        if (_file is { } file)
        {
            _file = null;
            ArrayPool<byte>.Shared.Return(_buffer);
            if (file.IsStored)
            {
                file.Dispose();
            }
            else
            {
                file.Discard();
            }
        }
    }
}
