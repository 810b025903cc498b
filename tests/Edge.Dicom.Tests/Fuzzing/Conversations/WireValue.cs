using System.Buffers.Binary;

namespace Edge.Dicom.Tests.Fuzzing;

/// <summary>A presentation data value of a P-DATA-TF, whose stated length may lie (PS3.8 9.3.5.1, E.2).</summary>
internal sealed class WireValue(byte context, byte control, byte[] bytes)
{
    public byte Context { get; set; } = context;

    /// <summary>Bit 0: command, else data set. Bit 1: the last fragment.</summary>
    public byte Control { get; set; } = control;

    public byte[] Bytes { get; set; } = bytes;

    /// <summary>The length to state; null for the true one.</summary>
    public uint? Claimed { get; set; }

    public bool IsCommand => (Control & 1) != 0;

    public WireValue Copy() => new(Context, Control, [.. Bytes]) { Claimed = Claimed };

    public static List<WireValue> ReadAll(ReadOnlySpan<byte> bytes)
    {
        List<WireValue> values = [];
        while (bytes.Length >= 6)
        {
            int length = (int)Math.Clamp(BinaryPrimitives.ReadUInt32BigEndian(bytes), 2, (uint)bytes.Length - 4);
            values.Add(new WireValue(bytes[4], bytes[5], bytes[6..(4 + length)].ToArray()));
            bytes = bytes[(4 + length)..];
        }

        return values;
    }

    public byte[] ToBytes()
    {
        byte[] length = new byte[4];
        BinaryPrimitives.WriteUInt32BigEndian(length, Claimed ?? (uint)(Bytes.Length + 2));
        return [.. length, Context, Control, .. Bytes];
    }
}
