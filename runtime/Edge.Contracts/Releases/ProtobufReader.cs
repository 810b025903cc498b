using System.Text;

namespace Edge.Contracts;

/// <summary>Walks through a message in protobuf's wire format without reading what nobody asks for.</summary>
/// <param name="stream">The message; it can seek.</param>
internal sealed class ProtobufReader(Stream stream)
{
    private const int TextBytesMax = 64 * 1024;
    private const int VarintBytesMax = 10;
    private const int WireTypeBits = 3;

    /// <summary>The number of a field that is one.</summary>
    public long Number { get; private set; }

    /// <summary>Goes on to the next field.</summary>
    /// <param name="messageEnd">Where the message ends.</param>
    /// <param name="field">Receives its number.</param>
    /// <param name="end">Receives where it ends.</param>
    /// <returns>False at the end of the message.</returns>
    /// <exception cref="InvalidDataException">This is no message.</exception>
    public bool Next(long messageEnd, out int field, out long end)
    {
        (field, end) = (0, stream.Position);
        if (stream.Position >= messageEnd)
        {
            return false;
        }

        ulong key = Varint();
        field = (int)(key >> WireTypeBits);
        Number = 0;
        switch (key & ((1 << WireTypeBits) - 1))
        {
            case 0:
                Number = (long)Varint();
                end = stream.Position;
                break;
            case 1:
                end = stream.Position + sizeof(ulong);
                break;
            case 2:
                ulong length = Varint();
                end = length <= (ulong)stream.Length ? stream.Position + (long)length : long.MaxValue;
                break;
            case 5:
                end = stream.Position + sizeof(uint);
                break;
            default:
                throw new InvalidDataException($"Byte {stream.Position} begins no field.");
        }

        return field > 0 && end <= messageEnd ? true : throw new InvalidDataException($"The field at byte {stream.Position} does not end within its message.");
    }

    /// <summary>Skips what is left of a field.</summary>
    public void SkipTo(long end) => stream.Position = end;

    /// <summary>The text of a field, from here to its end.</summary>
    /// <exception cref="InvalidDataException">It is too long.</exception>
    public string Text(long end)
    {
        long length = end - stream.Position;
        if (length > TextBytesMax)
        {
            throw new InvalidDataException($"A name of {length} bytes is longer than {TextBytesMax}.");
        }

        byte[] bytes = new byte[length];
        stream.ReadExactly(bytes);
        return Encoding.UTF8.GetString(bytes);
    }

    private ulong Varint()
    {
        ulong value = 0;
        for (int index = 0; index < VarintBytesMax; index++)
        {
            int next = stream.ReadByte();
            if (next < 0)
            {
                throw new InvalidDataException("It ends within a number.");
            }

            value |= (ulong)(next & 0x7F) << (7 * index);
            if (next < 0x80)
            {
                return value;
            }
        }

        throw new InvalidDataException("It holds a number of more than ten bytes.");
    }
}
