using System.Buffers.Binary;
using System.Text;

namespace Edge.Dicom.Tests.Network;

/// <summary>Messages of storage commitment by hand, from the tables of PS3.4 J.3 and PS3.7 10.1, in Implicit VR Little Endian.</summary>
internal static class CommitmentBytes
{
    public const string Push = "1.2.840.10008.1.20.1";
    public const string PushInstance = "1.2.840.10008.1.20.1.1";
    public const string Transaction = "2.25.1234567";

    /// <summary>N-ACTION-RQ as a command set.</summary>
    public static byte[] Action(ushort messageId, string sopClass = Push, string sopInstance = PushInstance, ushort type = 1, ushort dataSetType = 0) =>
        Wire.CommandSet(
            (0x0003, Wire.Uid(sopClass)), (0x0100, Wire.Number(0x0130)), (0x0110, Wire.Number(messageId)), (0x0800, Wire.Number(dataSetType)),
            (0x1001, Wire.Uid(sopInstance)), (0x1008, Wire.Number(type)));

    /// <summary>N-EVENT-REPORT-RQ as a command set.</summary>
    public static byte[] Event(ushort messageId, ushort type, string sopInstance = PushInstance) => Wire.CommandSet(
        (0x0002, Wire.Uid(Push)), (0x0100, Wire.Number(0x0100)), (0x0110, Wire.Number(messageId)), (0x0800, Wire.Number(0)),
        (0x1000, Wire.Uid(sopInstance)), (0x1002, Wire.Number(type)));

    /// <summary>N-EVENT-REPORT-RSP as a command set.</summary>
    public static byte[] EventResponse(ushort messageId, ushort status) => Wire.CommandSet(
        (0x0002, Wire.Uid(Push)), (0x0100, Wire.Number(0x8100)), (0x0120, Wire.Number(messageId)), (0x0800, Wire.Number(0x0101)),
        (0x0900, Wire.Number(status)), (0x1000, Wire.Uid(PushInstance)));

    /// <summary>A-ASSOCIATE-RQ for the SOP class in context 1, with the roles to propose.</summary>
    public static byte[] Associate(bool? scu = null, bool? scp = null, string calling = "TEST", uint maximum = 16384) => Wire.AssociateRequest(
        Wire.Context(1, Push, Wire.ImplicitLittle),
        [
            .. Wire.MaximumLength(maximum), .. Wire.Item(0x52, "1.2.3"),
            .. scp is null ? [] : Wire.Item(0x54, [0, (byte)Push.Length, .. Encoding.ASCII.GetBytes(Push), (byte)(scu == true ? 1 : 0), (byte)(scp == true ? 1 : 0)]),
        ],
        calling: calling);

    /// <summary>A request or a report: Transaction UID, then Failed and Referenced SOP Sequence as given.</summary>
    public static byte[] DataSet(string transaction, (string Class, string Instance)[] referenced, params (string Class, string Instance, ushort? Reason)[] failed) =>
    [
        .. Element(0x0008, 0x1195, Wire.Uid(transaction)),
        .. failed.Length == 0 ? [] : Sequence(0x1198, failed.Select(item => Item(item.Class, item.Instance, item.Reason))),
        .. referenced.Length == 0 ? [] : Sequence(0x1199, referenced.Select(item => Item(item.Class, item.Instance, null))),
    ];

    public static byte[] Sequence(ushort element, IEnumerable<byte[]> items) =>
        Element(0x0008, element, [.. items.SelectMany(item => Element(0xFFFE, 0xE000, item))]);

    public static byte[] Item(string sopClass, string sopInstance, ushort? reason) =>
    [
        .. Element(0x0008, 0x1150, Wire.Uid(sopClass)), .. Element(0x0008, 0x1155, Wire.Uid(sopInstance)),
        .. reason is { } number ? Element(0x0008, 0x1197, Wire.Number(number)) : [],
    ];

    public static byte[] Element(ushort group, ushort element, byte[] value)
    {
        byte[] header = new byte[8];
        BinaryPrimitives.WriteUInt16LittleEndian(header, group);
        BinaryPrimitives.WriteUInt16LittleEndian(header.AsSpan(2), element);
        BinaryPrimitives.WriteInt32LittleEndian(header.AsSpan(4), value.Length);
        return [.. header, .. value];
    }
}
