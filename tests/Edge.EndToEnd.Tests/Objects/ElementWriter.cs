using System.Buffers;
using System.Buffers.Binary;
using System.Text;

namespace Edge.EndToEnd.Tests;

/// <summary>
/// Writes elements in Explicit VR Little Endian (PS3.5 7.1.2) by itself, so that what is sent does not come from the code under test.
/// Elements are written in the order given: give them by rising tag.
/// </summary>
internal sealed class ElementWriter
{
    private static readonly string[] LongForm = ["OB", "OW", "OF", "SQ", "UN", "UT"];

    private readonly ArrayBufferWriter<byte> _bytes = new();

    public byte[] ToArray() => _bytes.WrittenSpan.ToArray();

    public ElementWriter Text(ushort group, ushort element, string vr, string value)
    {
        byte padding = vr == "UI" ? (byte)0 : (byte)' ';
        byte[] bytes = Encoding.ASCII.GetBytes(value);
        return Bytes(group, element, vr, bytes.Length % 2 == 0 ? bytes : [.. bytes, padding]);
    }

    public ElementWriter Number(ushort group, ushort element, ushort value)
    {
        byte[] bytes = new byte[2];
        BinaryPrimitives.WriteUInt16LittleEndian(bytes, value);
        return Bytes(group, element, "US", bytes);
    }

    public ElementWriter Bytes(ushort group, ushort element, string vr, byte[] value)
    {
        Header(group, element, vr, (uint)value.Length);
        _bytes.Write(value);
        return this;
    }

    /// <summary>Only tag, VR and length; the caller writes the value after all else.</summary>
    public ElementWriter Header(ushort group, ushort element, string vr, uint length)
    {
        Span<byte> header = stackalloc byte[12];
        BinaryPrimitives.WriteUInt16LittleEndian(header, group);
        BinaryPrimitives.WriteUInt16LittleEndian(header[2..], element);
        Encoding.ASCII.GetBytes(vr, header[4..]);
        if (LongForm.Contains(vr))
        {
            header[6..8].Clear();
            BinaryPrimitives.WriteUInt32LittleEndian(header[8..], length);
            _bytes.Write(header);
        }
        else
        {
            BinaryPrimitives.WriteUInt16LittleEndian(header[6..], checked((ushort)length));
            _bytes.Write(header[..8]);
        }

        return this;
    }
}
