using System.Buffers.Binary;

namespace Edge.Dicom.Tests.Fuzzing;

/// <summary>A PDU taken apart, so that damage can be done where a parser looks (PS3.8 9.3). Its stated length may lie.</summary>
internal sealed class WirePdu(byte type, byte[] head, List<WireItem> items, List<WireValue> values)
{
    public const byte AssociateRequest = 1;
    public const byte Data = 4;

    private const int HeaderBytes = 6;
    private const int AssociateFixedBytes = 68;

    public byte Type { get; set; } = type;

    /// <summary>What stands before items: version and titles of an A-ASSOCIATE; everything of a PDU that has neither items nor values.</summary>
    public byte[] Head { get; set; } = head;

    public List<WireItem> Items { get; } = items;

    public List<WireValue> Values { get; } = values;

    /// <summary>The length to state; null for the true one.</summary>
    public uint? Claimed { get; set; }

    /// <summary>A PDU without items and values, such as a release or an abort.</summary>
    public static WirePdu Plain(byte type, params byte[] body) => new(type, body, [], []);

    /// <summary>A P-DATA-TF.</summary>
    public static WirePdu Of(params WireValue[] values) => new(Data, [], [], [.. values]);

    public WirePdu Copy() =>
        new(Type, [.. Head], [.. Items.Select(item => item.Copy())], [.. Values.Select(value => value.Copy())]) { Claimed = Claimed };

    /// <summary>What an honest peer said, from its first byte to its last.</summary>
    public static List<WirePdu> ReadAll(ReadOnlySpan<byte> bytes)
    {
        List<WirePdu> pdus = [];
        while (bytes.Length >= HeaderBytes)
        {
            int length = (int)Math.Min(BinaryPrimitives.ReadUInt32BigEndian(bytes[2..]), (uint)(bytes.Length - HeaderBytes));
            ReadOnlySpan<byte> body = bytes.Slice(HeaderBytes, length);
            pdus.Add(bytes[0] switch
            {
                AssociateRequest when length >= AssociateFixedBytes =>
                    new WirePdu(bytes[0], body[..AssociateFixedBytes].ToArray(), WireItem.ReadAll(body[AssociateFixedBytes..]), []),
                Data => new WirePdu(bytes[0], [], [], WireValue.ReadAll(body)),
                _ => Plain(bytes[0], body.ToArray()),
            });
            bytes = bytes[(HeaderBytes + length)..];
        }

        return pdus;
    }

    public byte[] ToBytes()
    {
        byte[] body = [.. Head, .. Items.SelectMany(item => item.ToBytes()), .. Values.SelectMany(value => value.ToBytes())];
        byte[] length = new byte[4];
        BinaryPrimitives.WriteUInt32BigEndian(length, Claimed ?? (uint)body.Length);
        return [Type, 0, .. length, .. body];
    }
}
