using System.Buffers.Binary;
using System.Text;

namespace Edge.Dicom.Network;

/// <summary>Reads a command set, which is always Implicit VR Little Endian of group 0000 (PS3.7 6.3.1).</summary>
internal static class CommandSetReader
{
    private const int ElementHeaderBytes = 8;

    /// <exception cref="DimseFormatException">A length is impossible, a mandatory element is missing, or the group length lies.</exception>
    public static CommandSet Read(ReadOnlySpan<byte> bytes)
    {
        ushort? field = null;
        ushort? dataSetType = null;
        var command = new CommandSet { Field = 0, HasDataSet = false };
        ReadOnlySpan<byte> rest = bytes;
        while (!rest.IsEmpty)
        {
            ushort element = NextElement(ref rest, out ReadOnlySpan<byte> value);
            switch (element)
            {
                case CommandTag.GroupLength when value.Length != 4 || BinaryPrimitives.ReadUInt32LittleEndian(value) != rest.Length:
                    throw new DimseFormatException("The group length of a command set does not agree with its content.");
                case CommandTag.AffectedSopClassUid:
                    command = command with { AffectedSopClassUid = UidText.Read(value) };
                    break;
                case CommandTag.Field:
                    field = Number(element, value);
                    break;
                case CommandTag.MessageId:
                    command = command with { MessageId = Number(element, value) };
                    break;
                case CommandTag.MessageIdBeingRespondedTo:
                    command = command with { MessageIdBeingRespondedTo = Number(element, value) };
                    break;
                case CommandTag.Priority:
                    command = command with { Priority = Number(element, value) };
                    break;
                case CommandTag.DataSetType:
                    dataSetType = Number(element, value);
                    break;
                case CommandTag.Status:
                    command = command with { Status = Number(element, value) };
                    break;
                case CommandTag.ErrorComment:
                    command = command with { ErrorComment = Encoding.Latin1.GetString(value.Trim("\0 "u8)) };
                    break;
                case CommandTag.AffectedSopInstanceUid:
                    command = command with { AffectedSopInstanceUid = UidText.Read(value) };
                    break;
                case CommandTag.RequestedSopClassUid:
                    command = command with { RequestedSopClassUid = UidText.Read(value) };
                    break;
                case CommandTag.RequestedSopInstanceUid:
                    command = command with { RequestedSopInstanceUid = UidText.Read(value) };
                    break;
                case CommandTag.EventTypeId:
                    command = command with { EventTypeId = Number(element, value) };
                    break;
                case CommandTag.ActionTypeId:
                    command = command with { ActionTypeId = Number(element, value) };
                    break;
                case CommandTag.MoveOriginatorAeTitle:
                    command = command with { MoveOriginatorAeTitle = Encoding.Latin1.GetString(value.Trim("\0 "u8)) };
                    break;
                case CommandTag.MoveOriginatorMessageId:
                    command = command with { MoveOriginatorMessageId = Number(element, value) };
                    break;
                default:
                    break;
            }
        }

        return Checked(command, field, dataSetType);
    }

    private static ushort NextElement(ref ReadOnlySpan<byte> rest, out ReadOnlySpan<byte> value)
    {
        if (rest.Length < ElementHeaderBytes)
        {
            throw new DimseFormatException("A command set ends inside an element header.");
        }

        ushort group = BinaryPrimitives.ReadUInt16LittleEndian(rest);
        ushort element = BinaryPrimitives.ReadUInt16LittleEndian(rest[2..]);
        uint length = BinaryPrimitives.ReadUInt32LittleEndian(rest[4..]);
        rest = rest[ElementHeaderBytes..];
        if (group != 0 || length > rest.Length)
        {
            throw new DimseFormatException(
                $"Element ({group:x4},{element:x4}) of {length} bytes cannot stand in a command set with {rest.Length} bytes left.");
        }

        value = rest[..(int)length];
        rest = rest[(int)length..];
        return element;
    }

    private static ushort Number(ushort element, ReadOnlySpan<byte> value) => value.Length == 2
        ? BinaryPrimitives.ReadUInt16LittleEndian(value)
        : throw new DimseFormatException($"Element (0000,{element:x4}) of a command set has {value.Length} bytes, not 2.");

    private static CommandSet Checked(CommandSet command, ushort? field, ushort? dataSetType)
    {
        if (field is null || dataSetType is null)
        {
            throw new DimseFormatException("A command set lacks its command field or its data set type.");
        }

        command = command with { Field = field.Value, HasDataSet = dataSetType != CommandSet.NoDataSet };
        bool identified = command.IsResponse || field == CommandField.CancelRequest
            ? command.MessageIdBeingRespondedTo is not null
            : command.MessageId is not null;
        return identified ? command : throw new DimseFormatException("A command set lacks its message id.");
    }
}
