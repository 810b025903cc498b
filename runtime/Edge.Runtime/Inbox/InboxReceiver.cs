using Edge.Dicom.Network;
using Edge.Runtime.Faults;

namespace Edge.Runtime.Inbox;

/// <summary>
/// Takes one object from the network to disk. Memory: one <see cref="ReceiveBlock"/>, whatever the object's size. Its first <see cref="HeadBytes"/> stay
/// until the end: they hold the meta header, which states the time of the last byte, and the first bytes of the data set, from which its header is
/// read. The rest is written each time it is full, and the disk begins with it at once: little is left to sync when the last byte has come.
/// </summary>
internal sealed class InboxReceiver : StoreReceiver
{
    /// <summary>Bytes that stay in memory; headers of up to about this size are read without going back to the file.</summary>
    public const int HeadBytes = ReceiveBlock.Bytes / 4;

    /// <summary>Bytes at the beginning that are written last, more than any meta header has: a page, so that none is written twice.</summary>
    private const int PageBytes = 4096;

    /// <summary>Free space is looked at again after each this many bytes.</summary>
    private const long BytesBetweenChecks = 32 * 1024 * 1024;

    // A901, of the A9xx of PS3.18 Table I.2-2: the object is not what the request says.
    private static readonly StoreOutcome OtherStudy = new(new DicomStatus(0xA901), "Study Instance UID is not the request's");

    private readonly ObjectInbox _inbox;
    private readonly ReceptionRecord _reception;
    private readonly string? _studyUid;
    private readonly ReceiveBlock _block = ReceiveBlock.Rent();
    private readonly int _headerBytes;
    private PartFile? _file;
    private int _filled;
    private long _writtenTo;
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
        header.CopyTo(_block.Memory);
        _filled = header.Length;
    }

    /// <summary>What is free of the block.</summary>
    public override Span<byte> Space => _file is null ? default : _block.Memory.Span[_filled..];

    /// <inheritdoc/>
    public override void Write(ReadOnlySpan<byte> dataSet)
    {
        if (_refusal is not null)
        {
            return;
        }

        try
        {
            while (!dataSet.IsEmpty && _refusal is null)
            {
                int taken = Math.Min(dataSet.Length, ReceiveBlock.Bytes - _filled);

                // What lies there already is not moved.
                dataSet[..taken].CopyTo(_block.Memory.Span[_filled..]);
                dataSet = dataSet[taken..];
                _filled += taken;
                if (_filled == ReceiveBlock.Bytes)
                {
                    Spill();
                }
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
            ReceptionRecord.EncodeTime(reception.ReceivedAt, _block.Memory.Span[(_headerBytes - ReceptionRecord.TimeBytes).._headerBytes]);
            WriteRest();
            ReadOnlyMemory<byte> prefix = _block.Memory[_headerBytes..(_writtenTo == 0 ? _filled : HeadBytes)];
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

    // The very first bytes are left out: the time is still to be set in them.
    private void Spill()
    {
        int start = _writtenTo == 0 ? PageBytes : HeadBytes;
        long offset = _writtenTo == 0 ? PageBytes : _writtenTo;
        _file!.Write(_block.Memory.Span[start..], offset);
        _file.Begin(offset, ReceiveBlock.Bytes - start);
        _writtenTo = offset + ReceiveBlock.Bytes - start;
        _filled = HeadBytes;
        CheckSpace();
    }

    // The disk begins with it while the header is read.
    private void WriteRest()
    {
        if (_writtenTo == 0)
        {
            _file!.Write(_block.Memory.Span[.._filled], 0);
        }
        else
        {
            _file!.Write(_block.Memory.Span[HeadBytes.._filled], _writtenTo);
            _file.Write(_block.Memory.Span[..PageBytes], 0);
        }

        _file.Begin(0, _file.Length);
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
            ReceiveBlock.Return(_block);
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
