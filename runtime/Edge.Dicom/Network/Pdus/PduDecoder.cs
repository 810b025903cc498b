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
    private readonly byte[] header = new byte[PduLimits.HeaderBytes];
    private int headerCount;
    private Stage stage;
    private PduType type;
    private uint bodyLeft;
    private uint valueLeft;
    private byte contextId;
    private byte control;
    private byte[]? body;
    private int bodyCount;
    private int bodyLength;

    private enum Stage
    {
        Header,
        Body,
        ValueHeader,
        Value,
    }

    /// <summary>True between PDUs: the stream may end here.</summary>
    public bool IsBetweenPdus => stage == Stage.Header && headerCount == 0;

    /// <summary>Bytes that must come before anything more can be told, at least 1.</summary>
    public int BytesWanted => stage == Stage.Body ? bodyLength - bodyCount : PduLimits.HeaderBytes - headerCount;

    /// <summary>Set by the sink when nothing that follows matters any more.</summary>
    public bool Stopped { get; set; }

    /// <summary>Takes the next bytes of the stream.</summary>
    /// <exception cref="PduFormatException">The stream breaks PS3.8; the decoder is of no more use.</exception>
    public void Feed(ReadOnlySpan<byte> bytes)
    {
        while (!bytes.IsEmpty && !Stopped)
        {
            int taken = stage switch
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
        if (headerCount < PduLimits.HeaderBytes)
        {
            return taken;
        }

        headerCount = 0;
        type = (PduType)header[0];
        bodyLeft = BinaryPrimitives.ReadUInt32BigEndian(header.AsSpan(2));
        CheckLength();
        sink.OnHeader(type, bodyLeft);
        if (type == PduType.PresentationData)
        {
            stage = Stage.ValueHeader;
            return taken;
        }

        bodyLength = (int)bodyLeft;
        bodyCount = 0;
        stage = Stage.Body;
        return taken;
    }

    private void CheckLength()
    {
        bool possible = type switch
        {
            PduType.AssociateRequest or PduType.AssociateAccept =>
                bodyLeft is >= PduLimits.AssociateFixedBytes and <= PduLimits.AssociateMaxBytes,
            PduType.PresentationData => bodyLeft >= PduLimits.PdvHeaderBytes,
            PduType.AssociateReject or PduType.ReleaseRequest or PduType.ReleaseResponse or PduType.Abort =>
                bodyLeft == PduLimits.ShortBodyBytes,
            _ => throw new PduFormatException(AbortReason.UnrecognizedPdu, $"There is no PDU of type {(byte)type:X2}H."),
        };
        if (!possible)
        {
            throw new PduFormatException(
                AbortReason.InvalidPduParameter, $"A PDU of type {(byte)type:X2}H cannot have {bodyLeft} bytes.");
        }
    }

    private int TakeBody(ReadOnlySpan<byte> bytes)
    {
        int taken = Math.Min(bytes.Length, bodyLength - bodyCount);
        MakeRoom(bodyCount + taken);
        bytes[..taken].CopyTo(body.AsSpan(bodyCount));
        bodyCount += taken;
        if (bodyCount == bodyLength)
        {
            stage = Stage.Header;
            sink.OnBody(type, body.AsSpan(0, bodyLength));
            ReturnBody();
        }

        return taken;
    }

    private int TakeValueHeader(ReadOnlySpan<byte> bytes)
    {
        int taken = Gather(bytes, PduLimits.PdvHeaderBytes);
        if (headerCount < PduLimits.PdvHeaderBytes)
        {
            return taken;
        }

        headerCount = 0;
        uint itemLength = BinaryPrimitives.ReadUInt32BigEndian(header);
        if (itemLength < 2 || itemLength > bodyLeft - 4)
        {
            throw new PduFormatException(
                AbortReason.InvalidPduParameter,
                $"A presentation data value claims {itemLength} bytes where {bodyLeft - 4} are left in its PDU.");
        }

        contextId = header[4];
        control = header[5];
        valueLeft = itemLength - 2;
        bodyLeft -= 4 + itemLength;
        stage = Stage.Value;
        if (valueLeft == 0)
        {
            PassOn(default);
        }

        return taken;
    }

    private int TakeValue(ReadOnlySpan<byte> bytes)
    {
        int taken = (int)Math.Min((uint)bytes.Length, valueLeft);
        valueLeft -= (uint)taken;
        PassOn(bytes[..taken]);
        return taken;
    }

    private void PassOn(ReadOnlySpan<byte> piece)
    {
        bool complete = valueLeft == 0;
        if (complete)
        {
            stage = bodyLeft == 0 ? Stage.Header : Stage.ValueHeader;
            if (bodyLeft is > 0 and < PduLimits.PdvHeaderBytes)
            {
                throw new PduFormatException(
                    AbortReason.InvalidPduParameter, $"{bodyLeft} bytes are left in a P-DATA-TF, too few for a value.");
            }
        }

        sink.OnFragment(contextId, (control & 1) != 0, complete && (control & 2) != 0, piece);
    }

    private int Gather(ReadOnlySpan<byte> bytes, int wanted)
    {
        int taken = Math.Min(bytes.Length, wanted - headerCount);
        bytes[..taken].CopyTo(header.AsSpan(headerCount));
        headerCount += taken;
        return taken;
    }

    /// <summary>Grows with what has come, never with what was claimed.</summary>
    private void MakeRoom(int count)
    {
        if (body is not null && body.Length >= count)
        {
            return;
        }

        byte[] larger = ArrayPool<byte>.Shared.Rent(Math.Max(count, body?.Length * 2 ?? 0));
        body.AsSpan(0, bodyCount).CopyTo(larger);
        ReturnBody();
        body = larger;
    }

    private void ReturnBody()
    {
        if (body is not null)
        {
            ArrayPool<byte>.Shared.Return(body);
            body = null;
        }
    }
}
