using System.Buffers.Binary;

namespace Edge.Dicom.Network;

/// <summary>Writes P-DATA-TF PDUs, each with one value, none longer than the peer takes (PS3.8 9.3.5, D.1).</summary>
internal static class PresentationDataWriter
{
    /// <summary>Bytes before the fragment in a PDU with one value.</summary>
    public const int OverheadBytes = PduLimits.HeaderBytes + PduLimits.PdvHeaderBytes;

    /// <summary>Longest fragment of a message that is made whole in memory.</summary>
    private const int MessageFragmentBytes = 64 * 1024;

    /// <summary>Longest fragment, even as PS3.8 E.2 asks, for a peer that takes so many bytes in a PDU (0: unlimited).</summary>
    /// <param name="peerMaxPduBytes">The peer's Maximum Length, at least <see cref="PduLimits.SmallestUsablePduBytes"/> or 0.</param>
    /// <param name="ownMaxBytes">What we would send at most.</param>
    public static int MaxFragmentBytes(uint peerMaxPduBytes, int ownMaxBytes)
    {
        uint most = peerMaxPduBytes == 0 ? (uint)ownMaxBytes : Math.Min(peerMaxPduBytes - PduLimits.PdvHeaderBytes, (uint)ownMaxBytes);
        return (int)(most & ~1u);
    }

    /// <summary>Fills in the <see cref="OverheadBytes"/> before a fragment that lies behind them.</summary>
    public static void WriteHeader(Span<byte> destination, byte contextId, bool isCommand, bool isLast, int fragmentBytes)
    {
        destination[0] = (byte)PduType.PresentationData;
        destination[1] = 0;
        BinaryPrimitives.WriteInt32BigEndian(destination[2..], PduLimits.PdvHeaderBytes + fragmentBytes);
        BinaryPrimitives.WriteInt32BigEndian(destination[PduLimits.HeaderBytes..], 2 + fragmentBytes);
        destination[10] = contextId;
        destination[11] = (byte)((isCommand ? 1 : 0) | (isLast ? 2 : 0));
    }

    /// <summary>Bytes that <see cref="WriteCommand"/> takes for a command set of that length.</summary>
    public static int CommandBytes(int commandBytes, int maxFragmentBytes) =>
        commandBytes + (OverheadBytes * Math.Max(1, ((commandBytes - 1) / maxFragmentBytes) + 1));

    /// <summary>Writes a command set, in as many PDUs as the peer's limit asks for, and returns the bytes written.</summary>
    public static int WriteCommand(Span<byte> destination, byte contextId, ReadOnlySpan<byte> command, int maxFragmentBytes)
    {
        int written = 0;
        while (!command.IsEmpty)
        {
            int length = Math.Min(command.Length, maxFragmentBytes);
            WriteHeader(destination[written..], contextId, isCommand: true, length == command.Length, length);
            command[..length].CopyTo(destination[(written + OverheadBytes)..]);
            command = command[length..];
            written += OverheadBytes + length;
        }

        return written;
    }

    /// <summary>A command set and its data set in as many PDUs as the peer's limit asks for, 0 being none.</summary>
    public static byte[] Message(byte contextId, CommandSet command, ReadOnlySpan<byte> dataSet, uint peerMaxPduBytes)
    {
        int maxFragmentBytes = MaxFragmentBytes(peerMaxPduBytes, MessageFragmentBytes);
        Span<byte> bytes = stackalloc byte[CommandSetWriter.MaxBytes];
        ReadOnlySpan<byte> commandSet = bytes[..CommandSetWriter.Write(command, bytes)];
        byte[] message = new byte[CommandBytes(commandSet.Length, maxFragmentBytes) + CommandBytes(dataSet.Length, maxFragmentBytes)];
        int written = WriteCommand(message, contextId, commandSet, maxFragmentBytes);
        while (!dataSet.IsEmpty)
        {
            int length = Math.Min(dataSet.Length, maxFragmentBytes);
            WriteHeader(message.AsSpan(written), contextId, isCommand: false, length == dataSet.Length, length);
            dataSet[..length].CopyTo(message.AsSpan(written + OverheadBytes));
            dataSet = dataSet[length..];
            written += OverheadBytes + length;
        }

        return message[..written];
    }
}
