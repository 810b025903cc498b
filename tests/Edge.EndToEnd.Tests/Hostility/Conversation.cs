using System.Buffers.Binary;
using System.Text;

namespace Edge.EndToEnd.Tests;

/// <summary>The bytes of one well-behaved association (PS3.8 9.3): request, one C-STORE, release. Written here, so that they do not come from the code under test.</summary>
internal static class Conversation
{
    private const string ApplicationContext = "1.2.840.10008.3.1.1.1";
    private const string ExplicitLittleEndian = "1.2.840.10008.1.2.1";
    private const int MostPdvBytes = 16000;

    public static byte[] Store(InstanceUids uids, PhantomKind kind)
    {
        byte[] file = Phantom.File(uids, kind, 0);
        byte[] dataSet = file[Part10.Head(kind.SopClassUid, uids.Instance).Length..];
        return [.. Request(kind.SopClassUid), .. Data(true, Command(kind.SopClassUid, uids.Instance)), .. Data(false, dataSet), .. Pdu(5, new byte[4])];
    }

    private static byte[] Request(string sopClassUid) =>
        Pdu(1,
        [
            0, 1, 0, 0,
            .. Encoding.ASCII.GetBytes("EDGE            FUZZ            "),
            .. new byte[32],
            .. Item(0x10, Encoding.ASCII.GetBytes(ApplicationContext)),
            .. Item(0x20,
            [
                1, 0, 0, 0,
                .. Item(0x30, Encoding.ASCII.GetBytes(sopClassUid)),
                .. Item(0x40, Encoding.ASCII.GetBytes(ExplicitLittleEndian)),
            ]),
            .. Item(0x50, [.. Item(0x51, [0, 0, 0x40, 0]), .. Item(0x52, "2.25.1"u8.ToArray())]),
        ]);

    /// <summary>C-STORE-RQ (PS3.7 9.3.1.1), Implicit VR Little Endian.</summary>
    private static byte[] Command(string sopClassUid, string sopInstanceUid)
    {
        byte[] elements =
        [
            .. Element(0x0002, Padded(sopClassUid)),
            .. Element(0x0100, [1, 0]),
            .. Element(0x0110, [1, 0]),
            .. Element(0x0700, [0, 0]),
            .. Element(0x0800, [0, 0]),
            .. Element(0x1000, Padded(sopInstanceUid)),
        ];
        byte[] length = new byte[4];
        BinaryPrimitives.WriteInt32LittleEndian(length, elements.Length);
        return [.. Element(0x0000, length), .. elements];
    }

    /// <summary>P-DATA-TF PDUs of one presentation data value each (PS3.8 9.3.5).</summary>
    private static byte[] Data(bool isCommand, byte[] content)
    {
        List<byte> pdus = [];
        for (int at = 0; at < content.Length; at += MostPdvBytes)
        {
            int count = Math.Min(MostPdvBytes, content.Length - at);
            byte header = (byte)((isCommand ? 1 : 0) | (at + count == content.Length ? 2 : 0));
            byte[] length = new byte[4];
            BinaryPrimitives.WriteInt32BigEndian(length, count + 2);
            pdus.AddRange(Pdu(4, [.. length, 1, header, .. content.AsSpan(at, count)]));
        }

        return [.. pdus];
    }

    private static byte[] Pdu(byte type, byte[] content)
    {
        byte[] length = new byte[4];
        BinaryPrimitives.WriteInt32BigEndian(length, content.Length);
        return [type, 0, .. length, .. content];
    }

    private static byte[] Item(byte type, byte[] content) => [type, 0, (byte)(content.Length >> 8), (byte)content.Length, .. content];

    private static byte[] Element(ushort element, byte[] value)
    {
        byte[] header = new byte[8];
        BinaryPrimitives.WriteUInt16LittleEndian(header.AsSpan(2), element);
        BinaryPrimitives.WriteInt32LittleEndian(header.AsSpan(4), value.Length);
        return [.. header, .. value];
    }

    private static byte[] Padded(string uid) => Encoding.ASCII.GetBytes(uid.Length % 2 == 0 ? uid : uid + '\0');
}
