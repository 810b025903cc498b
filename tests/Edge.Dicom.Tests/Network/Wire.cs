using System.Buffers.Binary;
using System.Text;

namespace Edge.Dicom.Tests.Network;

/// <summary>PDUs built by hand from the tables of PS3.8 9.3 and PS3.7 6.3, so that nothing under test says what is right.</summary>
public static class Wire
{
    public const string ApplicationContext = "1.2.840.10008.3.1.1.1";
    public const string ImplicitLittle = "1.2.840.10008.1.2";
    public const string ExplicitLittle = "1.2.840.10008.1.2.1";
    public const string Verification = "1.2.840.10008.1.1";
    public const string CtImage = "1.2.840.10008.5.1.4.1.1.2";

    public static readonly byte[] ReleaseRequest = Pdu(5, new byte[4]);

    public static byte[] Pdu(byte type, params byte[] body)
    {
        byte[] pdu = new byte[6 + body.Length];
        pdu[0] = type;
        BinaryPrimitives.WriteInt32BigEndian(pdu.AsSpan(2), body.Length);
        body.CopyTo(pdu, 6);
        return pdu;
    }

    public static byte[] Item(byte type, params byte[] value) => [type, 0, (byte)(value.Length >> 8), (byte)value.Length, .. value];

    public static byte[] Item(byte type, string value) => Item(type, Encoding.ASCII.GetBytes(value));

    public static byte[] Context(byte id, string abstractSyntax, params string[] transferSyntaxes) =>
        Item(0x20, [id, 0, 0, 0, .. Item(0x30, abstractSyntax), .. transferSyntaxes.SelectMany(uid => Item(0x40, uid))]);

    public static byte[] MaximumLength(uint bytes)
    {
        byte[] value = new byte[4];
        BinaryPrimitives.WriteUInt32BigEndian(value, bytes);
        return Item(0x51, value);
    }

    /// <summary>A-ASSOCIATE-RQ with the usual application context.</summary>
    public static byte[] AssociateRequest(byte[] contexts, byte[]? userInformation = null, string called = "EDGE", string calling = "TEST") =>
        Pdu(
            1,
            [
                0, 1, 0, 0, .. Encoding.Latin1.GetBytes(called.PadRight(16)), .. Encoding.Latin1.GetBytes(calling.PadRight(16)),
                .. new byte[32], .. Item(0x10, ApplicationContext), .. contexts,
                .. Item(0x50, userInformation ?? [.. MaximumLength(16384), .. Item(0x52, "1.2.3")]),
            ]);

    /// <summary>A presentation data value: length, context, control header (bit 0 command, bit 1 last) and bytes.</summary>
    public static byte[] Value(byte contextId, byte control, params byte[] bytes)
    {
        byte[] value = new byte[6 + bytes.Length];
        BinaryPrimitives.WriteInt32BigEndian(value, 2 + bytes.Length);
        value[4] = contextId;
        value[5] = control;
        bytes.CopyTo(value, 6);
        return value;
    }

    public static byte[] Command(byte contextId, byte[] commandSet) => Pdu(4, Value(contextId, 3, commandSet));

    public static byte[] Data(byte contextId, byte[] dataSet) => Pdu(4, Value(contextId, 2, dataSet));

    /// <summary>C-ECHO-RQ as a command set.</summary>
    public static byte[] EchoRequest(ushort messageId) => CommandSet(
        (0x0002, Uid(Verification)), (0x0100, Number(0x0030)), (0x0110, Number(messageId)), (0x0800, Number(0x0101)));

    /// <summary>C-STORE-RQ as a command set.</summary>
    public static byte[] StoreRequest(ushort messageId, string sopClass = CtImage, string sopInstance = "1.2.3.4") => CommandSet(
        (0x0002, Uid(sopClass)), (0x0100, Number(0x0001)), (0x0110, Number(messageId)), (0x0700, Number(0)), (0x0800, Number(0x0000)),
        (0x1000, Uid(sopInstance)));

    /// <summary>Elements of group 0000 with their group length.</summary>
    public static byte[] CommandSet(params (ushort Element, byte[] Value)[] elements)
    {
        byte[] body = [.. elements.SelectMany(element => Element(element.Element, element.Value))];
        byte[] length = new byte[4];
        BinaryPrimitives.WriteInt32LittleEndian(length, body.Length);
        return [.. Element(0, length), .. body];
    }

    public static byte[] Number(ushort value) => [(byte)value, (byte)(value >> 8)];

    public static byte[] Uid(string uid) => Encoding.ASCII.GetBytes(uid.Length % 2 == 0 ? uid : uid + "\0");

    private static byte[] Element(ushort element, byte[] value) =>
        [0, 0, .. Number(element), (byte)value.Length, (byte)(value.Length >> 8), 0, 0, .. value];
}
