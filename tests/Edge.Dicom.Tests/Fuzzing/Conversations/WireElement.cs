using System.Buffers.Binary;

namespace Edge.Dicom.Tests.Fuzzing;

/// <summary>An element of a command set, Implicit VR Little Endian, whose stated length may lie (PS3.7 6.3.1).</summary>
internal sealed record WireElement(ushort Group, ushort Element, byte[] Value)
{
    private const int HeaderBytes = 8;

    /// <summary>The length to state; null for the true one.</summary>
    public uint? Claimed { get; init; }

    public static List<WireElement> ReadAll(ReadOnlySpan<byte> bytes)
    {
        List<WireElement> elements = [];
        while (bytes.Length >= HeaderBytes)
        {
            int length = (int)Math.Min(BinaryPrimitives.ReadUInt32LittleEndian(bytes[4..]), (uint)(bytes.Length - HeaderBytes));
            elements.Add(new WireElement(
                BinaryPrimitives.ReadUInt16LittleEndian(bytes), BinaryPrimitives.ReadUInt16LittleEndian(bytes[2..]), bytes.Slice(HeaderBytes, length).ToArray()));
            bytes = bytes[(HeaderBytes + length)..];
        }

        return elements;
    }

    public byte[] ToBytes()
    {
        byte[] header = new byte[HeaderBytes];
        BinaryPrimitives.WriteUInt16LittleEndian(header, Group);
        BinaryPrimitives.WriteUInt16LittleEndian(header.AsSpan(2), Element);
        BinaryPrimitives.WriteUInt32LittleEndian(header.AsSpan(4), Claimed ?? (uint)Value.Length);
        return [.. header, .. Value];
    }
}
