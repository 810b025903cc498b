using System.Buffers;
using System.Buffers.Binary;

namespace Edge.Dicom.Network;

/// <summary>
/// Cuts a byte stream into PDUs and presentation data values, however the network has cut it (PS3.8 9.3). Data values are
/// passed on where they lie and are never gathered, so that the memory it holds does not depend on what a peer sends: at most
/// <see cref="PduLimits.AssociateMaxBytes"/> for an association PDU while that is coming in.
/// </summary>
internal sealed class PduDecoder(IPduSink sink) : IDisposable
{
    private readonly byte[] _header = new byte[PduLimits.HeaderBytes];
    private int _headerCount;
    private Stage _stage;
    private PduType _type;
    private uint _bodyLeft;
    private uint _valueLeft;
    private byte _contextId;
    private byte _control;
    private byte[]? _body;
    private int _bodyCount;
    private int _bodyLength;

    private enum Stage
    {
        Header,
        Body,
        ValueHeader,
        Value,
    }

    /// <summary>True between PDUs: the stream may end here.</summary>
    public bool IsBetweenPdus => _stage == Stage.Header && _headerCount == 0;

    /// <summary>Bytes that must come before anything more can be told, at least 1.</summary>
    public int BytesWanted => _stage == Stage.Body ? _bodyLength - _bodyCount : PduLimits.HeaderBytes - _headerCount;

    /// <summary>Bytes still to come of the data set value that is coming in; 0: none is.</summary>
    public uint DataBytesLeft => _stage == Stage.Value && (_control & 1) == 0 ? _valueLeft : 0;

    /// <summary>Set by the sink when nothing that follows matters any more.</summary>
    public bool Stopped { get; set; }

    /// <summary>Takes the next bytes of the stream.</summary>
    /// <exception cref="PduFormatException">The stream breaks PS3.8; the decoder is of no more use.</exception>
    public void Feed(ReadOnlySpan<byte> bytes)
    {
        while (!bytes.IsEmpty && !Stopped)
        {
            int taken = _stage switch
            {
                Stage.Header => TakeHeader(bytes),
                Stage.Body => TakeBody(bytes),
                Stage.ValueHeader => TakeValueHeader(bytes),
                _ => TakeValue(bytes),
            };
            bytes = bytes[taken..];
        }
    }

    /// <inheritdoc/>
    public void Dispose() => ReturnBody();

    private int TakeHeader(ReadOnlySpan<byte> bytes)
    {
        int taken = Gather(bytes, PduLimits.HeaderBytes);
        if (_headerCount < PduLimits.HeaderBytes)
        {
            return taken;
        }

        _headerCount = 0;
        _type = (PduType)_header[0];
        _bodyLeft = BinaryPrimitives.ReadUInt32BigEndian(_header.AsSpan(2));
        CheckLength();
        sink.OnHeader(_type, _bodyLeft);
        if (_type == PduType.PresentationData)
        {
            _stage = Stage.ValueHeader;
            return taken;
        }

        _bodyLength = (int)_bodyLeft;
        _bodyCount = 0;
        _stage = Stage.Body;
        return taken;
    }

    private void CheckLength()
    {
        bool possible = _type switch
        {
            PduType.AssociateRequest or PduType.AssociateAccept =>
                _bodyLeft is >= PduLimits.AssociateFixedBytes and <= PduLimits.AssociateMaxBytes,
            PduType.PresentationData => _bodyLeft >= PduLimits.PdvHeaderBytes,
            PduType.AssociateReject or PduType.ReleaseRequest or PduType.ReleaseResponse or PduType.Abort =>
                _bodyLeft == PduLimits.ShortBodyBytes,
            _ => throw new PduFormatException(AbortReason.UnrecognizedPdu, $"There is no PDU of type {(byte)_type:X2}H."),
        };
        if (!possible)
        {
            throw new PduFormatException(
                AbortReason.InvalidPduParameter, $"A PDU of type {(byte)_type:X2}H cannot have {_bodyLeft} bytes.");
        }
    }

    private int TakeBody(ReadOnlySpan<byte> bytes)
    {
        int taken = Math.Min(bytes.Length, _bodyLength - _bodyCount);
        MakeRoom(_bodyCount + taken);
        bytes[..taken].CopyTo(_body.AsSpan(_bodyCount));
        _bodyCount += taken;
        if (_bodyCount == _bodyLength)
        {
            _stage = Stage.Header;
            sink.OnBody(_type, _body.AsSpan(0, _bodyLength));
            ReturnBody();
        }

        return taken;
    }

    private int TakeValueHeader(ReadOnlySpan<byte> bytes)
    {
        int taken = Gather(bytes, PduLimits.PdvHeaderBytes);
        if (_headerCount < PduLimits.PdvHeaderBytes)
        {
            return taken;
        }

        _headerCount = 0;
        uint itemLength = BinaryPrimitives.ReadUInt32BigEndian(_header);
        if (itemLength < 2 || itemLength > _bodyLeft - 4)
        {
            throw new PduFormatException(
                AbortReason.InvalidPduParameter,
                $"A presentation data value claims {itemLength} bytes where {_bodyLeft - 4} are left in its PDU.");
        }

        _contextId = _header[4];
        _control = _header[5];
        _valueLeft = itemLength - 2;
        _bodyLeft -= 4 + itemLength;
        _stage = Stage.Value;
        if (_valueLeft == 0)
        {
            PassOn(default);
        }

        return taken;
    }

    private int TakeValue(ReadOnlySpan<byte> bytes)
    {
        int taken = (int)Math.Min((uint)bytes.Length, _valueLeft);
        _valueLeft -= (uint)taken;
        PassOn(bytes[..taken]);
        return taken;
    }

    private void PassOn(ReadOnlySpan<byte> piece)
    {
        bool complete = _valueLeft == 0;
        if (complete)
        {
            _stage = _bodyLeft == 0 ? Stage.Header : Stage.ValueHeader;
            if (_bodyLeft is > 0 and < PduLimits.PdvHeaderBytes)
            {
                throw new PduFormatException(
                    AbortReason.InvalidPduParameter, $"{_bodyLeft} bytes are left in a P-DATA-TF, too few for a value.");
            }
        }

        sink.OnFragment(_contextId, (_control & 1) != 0, complete && (_control & 2) != 0, piece);
    }

    private int Gather(ReadOnlySpan<byte> bytes, int wanted)
    {
        int taken = Math.Min(bytes.Length, wanted - _headerCount);
        bytes[..taken].CopyTo(_header.AsSpan(_headerCount));
        _headerCount += taken;
        return taken;
    }

    /// <summary>Grows with what has come, never with what was claimed.</summary>
    private void MakeRoom(int count)
    {
        if (_body is not null && _body.Length >= count)
        {
            return;
        }

        byte[] larger = ArrayPool<byte>.Shared.Rent(Math.Max(count, _body?.Length * 2 ?? 0));
        _body.AsSpan(0, _bodyCount).CopyTo(larger);
        ReturnBody();
        _body = larger;
    }

    private void ReturnBody()
    {
        if (_body is not null)
        {
            ArrayPool<byte>.Shared.Return(_body);
            _body = null;
        }
    }
}
