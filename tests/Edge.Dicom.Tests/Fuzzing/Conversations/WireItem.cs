using System.Buffers.Binary;

namespace Edge.Dicom.Tests.Fuzzing;

/// <summary>An item of an A-ASSOCIATE PDU, whose stated length may lie (PS3.8 9.3.2).</summary>
internal sealed class WireItem(byte type, byte[] head, List<WireItem> items)
{
    private const byte ProposedContext = 0x20;
    private const byte UserInformation = 0x50;
    private const int ContextHeadBytes = 4;

    public byte Type { get; set; } = type;

    /// <summary>The value, or what stands in it before its own items.</summary>
    public byte[] Head { get; set; } = head;

    public List<WireItem> Items { get; } = items;

    /// <summary>The length to state; null for the true one.</summary>
    public ushort? Claimed { get; set; }

    public WireItem Copy() => new(Type, [.. Head], [.. Items.Select(item => item.Copy())]) { Claimed = Claimed };

    public static List<WireItem> ReadAll(ReadOnlySpan<byte> bytes)
    {
        List<WireItem> items = [];
        while (bytes.Length >= 4)
        {
            int length = Math.Min(BinaryPrimitives.ReadUInt16BigEndian(bytes[2..]), bytes.Length - 4);
            ReadOnlySpan<byte> value = bytes.Slice(4, length);
            int head = bytes[0] switch
            {
                ProposedContext when length >= ContextHeadBytes => ContextHeadBytes,
                UserInformation => 0,
                _ => length,
            };
            items.Add(new WireItem(bytes[0], value[..head].ToArray(), ReadAll(value[head..])));
            bytes = bytes[(4 + length)..];
        }

        return items;
    }

    public byte[] ToBytes()
    {
        byte[] value = [.. Head, .. Items.SelectMany(item => item.ToBytes())];
        int length = Claimed ?? value.Length;
        return [Type, 0, (byte)(length >> 8), (byte)length, .. value];
    }
}
