using System.Buffers.Binary;
using System.Text;

namespace Edge.Dicom.Network;

/// <summary>Writes a command set in Implicit VR Little Endian, group length first (PS3.7 6.3.1).</summary>
internal ref struct CommandSetWriter
{
    /// <summary>More than any command set takes that is written here: 14 elements, two UIDs, a comment.</summary>
    public const int MaxBytes = 512;

    /// <summary>Longest Error Comment (PS3.5 6.2, LO).</summary>
    public const int MaxCommentBytes = 64;

    private const int ElementHeaderBytes = 8;

    private readonly Span<byte> _destination;
    private int _count;

    private CommandSetWriter(Span<byte> destination) => _destination = destination;

    /// <summary>Writes the command set and returns its length in bytes; <paramref name="destination"/> has at least <see cref="MaxBytes"/>.</summary>
    public static int Write(CommandSet command, Span<byte> destination)
    {
        var writer = new CommandSetWriter(destination);
        writer.Reserve(CommandTag.GroupLength, 4);
        writer.Text(CommandTag.AffectedSopClassUid, command.AffectedSopClassUid, '\0', PduLimits.UidBytes);
        writer.Text(CommandTag.RequestedSopClassUid, command.RequestedSopClassUid, '\0', PduLimits.UidBytes);
        writer.Number(CommandTag.Field, command.Field);
        writer.Number(CommandTag.MessageId, command.MessageId);
        writer.Number(CommandTag.MessageIdBeingRespondedTo, command.MessageIdBeingRespondedTo);
        writer.Number(CommandTag.Priority, command.Priority);
        writer.Number(CommandTag.DataSetType, command.HasDataSet ? (ushort)0 : CommandSet.NoDataSet);
        writer.Number(CommandTag.Status, command.Status);
        writer.Text(CommandTag.ErrorComment, command.ErrorComment, ' ', MaxCommentBytes);
        writer.Text(CommandTag.AffectedSopInstanceUid, command.AffectedSopInstanceUid, '\0', PduLimits.UidBytes);
        writer.Text(CommandTag.RequestedSopInstanceUid, command.RequestedSopInstanceUid, '\0', PduLimits.UidBytes);
        writer.Number(CommandTag.EventTypeId, command.EventTypeId);
        writer.Number(CommandTag.ActionTypeId, command.ActionTypeId);
        writer.Text(CommandTag.MoveOriginatorAeTitle, command.MoveOriginatorAeTitle, ' ', PduLimits.AeTitleBytes);
        writer.Number(CommandTag.MoveOriginatorMessageId, command.MoveOriginatorMessageId);
        BinaryPrimitives.WriteUInt32LittleEndian(destination[ElementHeaderBytes..], (uint)(writer._count - ElementHeaderBytes - 4));
        return writer._count;
    }

    private void Number(ushort element, ushort? value)
    {
        if (value is { } number)
        {
            BinaryPrimitives.WriteUInt16LittleEndian(Reserve(element, 2), number);
        }
    }

    private void Text(ushort element, string? value, char padding, int maxBytes)
    {
        if (value is null)
        {
            return;
        }

        ReadOnlySpan<char> text = value.AsSpan(0, Math.Min(value.Length, maxBytes));
        Span<byte> field = Reserve(element, text.Length + (text.Length & 1));
        Encoding.ASCII.GetBytes(text, field);
        if ((text.Length & 1) == 1)
        {
            field[^1] = (byte)padding;
        }
    }

    private Span<byte> Reserve(ushort element, int length)
    {
        Span<byte> header = _destination[_count..];
        BinaryPrimitives.WriteUInt16LittleEndian(header, 0);
        BinaryPrimitives.WriteUInt16LittleEndian(header[2..], element);
        BinaryPrimitives.WriteUInt32LittleEndian(header[4..], (uint)length);
        _count += ElementHeaderBytes + length;
        return header.Slice(ElementHeaderBytes, length);
    }
}
