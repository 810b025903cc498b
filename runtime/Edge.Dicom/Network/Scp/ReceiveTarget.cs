namespace Edge.Dicom.Network;

/// <summary>
/// Decides where the next bytes of an association go. Usually that is its receive buffer, from which a receiver takes a copy. From a peer that sends
/// long values their headers are read alone, and what follows goes straight to where the receiver wants it.
/// </summary>
internal sealed class ReceiveTarget(PduDecoder decoder, DimseAssembler assembler, ScpServices services)
{
    /// <summary>
    /// Values from here on are long. No segment is longer, so that a sender with Nagle's algorithm on never waits for an acknowledgement before it sends
    /// their first bytes. In shorter ones a call for each header would cost more than the copy.
    /// </summary>
    public const int LongValueBytes = 64 * 1024;

    /// <summary>More than any command has that a peer sends in practice.</summary>
    private const int CommandBytes = 4096;

    private bool _lastWasLong;
    private bool _isLong;

    /// <summary>A piece of a data set value has come.</summary>
    /// <param name="pieceBytes">Its length.</param>
    /// <param name="isLast">The data set ends with it.</param>
    public void Note(int pieceBytes, bool isLast)
    {
        _isLong |= pieceBytes + decoder.DataBytesLeft >= LongValueBytes;
        if (isLast)
        {
            _lastWasLong = _isLong;
            _isLong = false;
        }
    }

    /// <summary>Where the next bytes go; valid for the next receive.</summary>
    /// <param name="buffer">The receive buffer.</param>
    /// <param name="isHeader">True when it takes no more than the headers before a value that is probably long.</param>
    public Span<byte> Next(byte[] buffer, out bool isHeader)
    {
        isHeader = false;
        if (!_isLong && !_lastWasLong)
        {
            return buffer;
        }

        if (decoder.DataBytesLeft > 0)
        {
            Span<byte> space = services.Space;
            return space.IsEmpty ? buffer : space[..(int)Math.Min(decoder.DataBytesLeft, (uint)space.Length)];
        }

        if (assembler.IsIdle)
        {
            return buffer.AsSpan(0, Math.Min(CommandBytes, buffer.Length));
        }

        isHeader = assembler.IsInDataSet && decoder.IsBetweenPdus;
        return isHeader ? buffer.AsSpan(0, PresentationDataWriter.OverheadBytes) : buffer;
    }
}
