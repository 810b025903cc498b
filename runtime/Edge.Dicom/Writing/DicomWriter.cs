using System.Buffers.Binary;
using System.IO.Compression;
using System.Runtime.CompilerServices;

namespace Edge.Dicom;

/// <summary>
/// Writes data sets in any transfer syntax. Sequences and items have the form that their <c>StatesLength</c> asks for; retired group lengths (gggg,0000) are left out
/// (PS3.5 7.2), because nothing keeps them true.
/// </summary>
public sealed class DicomWriter
{
    private const uint UndefinedLength = 0xFFFFFFFF;

    private readonly Stream _stream;
    private readonly bool _isExplicit;
    private readonly bool _isBigEndian;
    private readonly byte[] _header = new byte[EncodedLength.LongHeaderBytes];
    private readonly EncodedLength _lengths;

    private DicomWriter(Stream stream, DicomTransferSyntax syntax)
    {
        _stream = stream;
        _isExplicit = syntax.IsExplicit;
        _isBigEndian = syntax.IsBigEndian;
        _lengths = new EncodedLength(syntax.IsExplicit);
    }

    /// <summary>Writes a data set, deflated where the syntax says so.</summary>
    /// <param name="dataset">The data set; it must hold no <see cref="DicomSkippedValue"/>.</param>
    /// <param name="syntax">The encoding.</param>
    /// <param name="stream">Where to; written in small pieces, so buffer it. The caller keeps it.</param>
    /// <exception cref="InvalidOperationException">A value was skipped when the data set was read, or a stated length exceeds 32 bits.</exception>
    public static void Write(DicomDataset dataset, DicomTransferSyntax syntax, Stream stream)
    {
        ArgumentNullException.ThrowIfNull(dataset);
        ArgumentNullException.ThrowIfNull(syntax);
        if (!syntax.IsDeflated)
        {
            new DicomWriter(stream, syntax).WriteElements(dataset);
            return;
        }

        using var counted = new MemoryStream();
        using (var deflater = new DeflateStream(counted, CompressionLevel.Optimal, leaveOpen: true))
        using (var buffer = new BufferedStream(deflater))
        {
            new DicomWriter(buffer, syntax).WriteElements(dataset);
        }

        if (counted.Length % 2 == 1)
        {
            counted.WriteByte(0);
        }

        counted.WriteTo(stream);
    }

    /// <summary>The encoded data set.</summary>
    /// <param name="dataset">The data set.</param>
    /// <param name="syntax">The encoding.</param>
    public static byte[] Encode(DicomDataset dataset, DicomTransferSyntax syntax)
    {
        using var bytes = new MemoryStream();
        Write(dataset, syntax, bytes);
        return bytes.ToArray();
    }

    /// <summary>
    /// A group that starts with its true length, as a command set (0000,0000) and file meta information (0002,0000) must
    /// (PS3.7 6.3.1, PS3.10 7.1).
    /// </summary>
    /// <param name="elements">Elements of that group only; a group length among them is replaced.</param>
    /// <param name="group">The group.</param>
    /// <param name="syntax">The encoding.</param>
    public static byte[] EncodeGroup(DicomDataset elements, ushort group, DicomTransferSyntax syntax)
    {
        ArgumentNullException.ThrowIfNull(syntax);
        byte[] body = Encode(elements, syntax);
        byte[] length = new byte[4];
        BinaryPrimitives.WriteUInt32LittleEndian(length, (uint)body.Length);
        using var bytes = new MemoryStream();
        new DicomWriter(bytes, syntax).WriteValue(new DicomValue(new DicomTag(group, 0), DicomVR.UL, length));
        bytes.Write(body);
        return bytes.ToArray();
    }

    /// <summary>The items of encapsulated data, offset table first, without the delimiter.</summary>
    internal static byte[] EncodeFragments(DicomFragments fragments)
    {
        using var bytes = new MemoryStream();
        new DicomWriter(bytes, DicomTransferSyntax.ExplicitVRLittleEndian).WriteItems(fragments);
        return bytes.ToArray();
    }

    private void WriteElements(DicomDataset dataset)
    {
        RuntimeHelpers.EnsureSufficientExecutionStack();
        foreach (DicomElement element in dataset)
        {
            if (element.Tag.Element == 0)
            {
                continue;
            }

            switch (element)
            {
                case DicomValue value:
                    WriteValue(value);
                    break;
                case DicomSequence sequence:
                    WriteSequence(sequence);
                    break;
                case DicomFragments fragments:
                    WriteFragments(fragments);
                    break;
                default:
                    throw new InvalidOperationException($"The value of {element.Tag} was skipped when the data set was read.");
            }
        }
    }

    private void WriteValue(DicomValue value)
    {
        int length = value.Bytes.Length;
        int padding = length & 1;
        WriteHeader(value.Tag, value.VR, (uint)(length + padding));
        int unit = _isBigEndian ? value.VR.UnitBytes() : 1;
        if (unit > 1)
        {
            byte[] swapped = value.Bytes.ToArray();
            ByteOrder.Swap(swapped, unit);
            _stream.Write(swapped);
        }
        else
        {
            _stream.Write(value.Bytes.Span);
        }

        if (padding == 1)
        {
            _stream.WriteByte(value.VR.PaddingByte());
        }
    }

    private void WriteSequence(DicomSequence sequence)
    {
        WriteHeader(sequence.Tag, DicomVR.SQ, sequence.StatesLength ? Stated(_lengths.OfItems(sequence), sequence.Tag) : UndefinedLength);
        foreach (DicomDataset item in sequence.Items)
        {
            WriteItemTag(DicomTag.Item, item.StatesLength ? Stated(_lengths.Of(item), sequence.Tag) : UndefinedLength);
            WriteElements(item);
            if (!item.StatesLength)
            {
                WriteItemTag(DicomTag.ItemDelimitationItem, 0);
            }
        }

        if (!sequence.StatesLength)
        {
            WriteItemTag(DicomTag.SequenceDelimitationItem, 0);
        }
    }

    private static uint Stated(long length, DicomTag tag) => length < UndefinedLength
        ? (uint)length
        : throw new InvalidOperationException($"{tag} is too long to state its length in 32 bits; let a delimiter end it.");

    private void WriteFragments(DicomFragments fragments)
    {
        WriteHeader(fragments.Tag, fragments.VR, UndefinedLength);
        WriteItems(fragments);
        WriteItemTag(DicomTag.SequenceDelimitationItem, 0);
    }

    private void WriteItems(DicomFragments fragments)
    {
        WriteFragment(fragments.OffsetTable.Span);
        foreach (ReadOnlyMemory<byte> fragment in fragments.Fragments)
        {
            WriteFragment(fragment.Span);
        }
    }

    private void WriteFragment(ReadOnlySpan<byte> bytes)
    {
        int padding = bytes.Length & 1;
        WriteItemTag(DicomTag.Item, (uint)(bytes.Length + padding));
        _stream.Write(bytes);
        if (padding == 1)
        {
            _stream.WriteByte(0);
        }
    }

    private void WriteHeader(DicomTag tag, DicomVR vr, uint length)
    {
        if (!_isExplicit)
        {
            WriteItemTag(tag, length);
            return;
        }

        if (!vr.HasLongLength() && length > EncodedLength.LongestShortValue)
        {
            vr = DicomVR.UN;
        }

        WriteTag(tag);
        _header[4] = (byte)((int)vr >> 8);
        _header[5] = (byte)vr;
        if (vr.HasLongLength())
        {
            _header[6] = 0;
            _header[7] = 0;
            WriteUInt32(8, length);
            _stream.Write(_header, 0, EncodedLength.LongHeaderBytes);
            return;
        }

        WriteUInt16(6, (ushort)length);
        _stream.Write(_header, 0, EncodedLength.TagAndLengthBytes);
    }

    private void WriteItemTag(DicomTag tag, uint length)
    {
        WriteTag(tag);
        WriteUInt32(4, length);
        _stream.Write(_header, 0, EncodedLength.TagAndLengthBytes);
    }

    private void WriteTag(DicomTag tag)
    {
        WriteUInt16(0, tag.Group);
        WriteUInt16(2, tag.Element);
    }

    private void WriteUInt16(int at, ushort value)
    {
        if (_isBigEndian)
        {
            BinaryPrimitives.WriteUInt16BigEndian(_header.AsSpan(at), value);
        }
        else
        {
            BinaryPrimitives.WriteUInt16LittleEndian(_header.AsSpan(at), value);
        }
    }

    private void WriteUInt32(int at, uint value)
    {
        if (_isBigEndian)
        {
            BinaryPrimitives.WriteUInt32BigEndian(_header.AsSpan(at), value);
        }
        else
        {
            BinaryPrimitives.WriteUInt32LittleEndian(_header.AsSpan(at), value);
        }
    }
}
