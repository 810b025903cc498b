using System.Buffers.Binary;

namespace Edge.Dicom.Codecs.Jpeg;

/// <summary>
/// Decodes what the system's libjpeg-turbo does not: lossless frames (process 14) and DCT frames of more than 8 bits
/// (processes 2, 4, 6, 8, 10, 12). No colour conversion.
/// </summary>
internal sealed class JpegDecoder
{
    private const int ScansMax = 256;
    private const int ComponentsMax = 4;

    private readonly JpegHuffmanTable?[] _dc = new JpegHuffmanTable?[4];
    private readonly JpegHuffmanTable?[] _ac = new JpegHuffmanTable?[4];
    private readonly ushort[]?[] _quantization = new ushort[4][];
    private JpegFrame? _frame;
    private int _restartInterval;

    /// <summary>Decodes one frame.</summary>
    /// <param name="data">A JPEG stream, from its start-of-image marker.</param>
    /// <param name="rows">Rows it must have.</param>
    /// <param name="columns">Columns it must have.</param>
    /// <param name="components">Components it must have.</param>
    /// <param name="samples">[rows, columns, components], overwritten.</param>
    /// <returns>Bits a sample.</returns>
    /// <exception cref="DicomCodecException">The stream is damaged, truncated, of other size, or arithmetic-coded.</exception>
    public static int Decode(ReadOnlySpan<byte> data, int rows, int columns, int components, Span<ushort> samples) =>
        new JpegDecoder().DecodeSegments(data, rows, columns, components, samples);

    private int DecodeSegments(ReadOnlySpan<byte> data, int rows, int columns, int components, Span<ushort> samples)
    {
        int position = 0;
        int scans = 0;
        while (NextMarker(data, ref position) is int marker && marker != 0xD9)
        {
            if (marker is 0xD8 or 0x01 or (>= 0xD0 and <= 0xD7))
            {
                continue;
            }

            ReadOnlySpan<byte> segment = Segment(data, ref position);
            switch (marker)
            {
                case 0xC4:
                    ReadHuffmanTables(segment);
                    break;
                case 0xDB:
                    ReadQuantizationTables(segment);
                    break;
                case 0xDD:
                    _restartInterval = segment.Length >= 2 ? BinaryPrimitives.ReadUInt16BigEndian(segment) : 0;
                    break;
                case 0xC0 or 0xC1 or 0xC2 or 0xC3:
                    ReadFrame(segment, marker & 15, rows, columns, components);
                    break;
                case 0xDA:
                    JpegFrame frame = _frame ?? throw new DicomCodecException("The JPEG frame has a scan before its frame header: it is damaged.");
                    JpegScan scan = ReadScan(segment, frame);
                    position = frame.IsLossless
                        ? LosslessScanDecoder.Decode(data, position, frame, scan, samples)
                        : DctScanDecoder.Decode(data, position, frame, scan);
                    if (++scans > ScansMax)
                    {
                        throw new DicomCodecException($"The JPEG frame has more than {ScansMax} scans.");
                    }

                    break;
                case 0xC5 or 0xC6 or 0xC7 or (>= 0xC9 and <= 0xCF and not 0xCC):
                    throw new DicomCodecException($"JPEG frame type SOF{marker & 15} (hierarchical or arithmetic-coded) is not supported.");
                default:
                    break;
            }
        }

        if (_frame is null || scans == 0)
        {
            throw new DicomCodecException("The pixel data holds no JPEG frame.");
        }

        if (!_frame.IsLossless)
        {
            DctSamples.Write(_frame, _quantization, samples);
        }

        return _frame.Precision;
    }

    private static int? NextMarker(ReadOnlySpan<byte> data, ref int position)
    {
        while (position + 1 < data.Length)
        {
            if (data[position] == 0xFF && data[position + 1] is not (0 or 0xFF))
            {
                position += 2;
                return data[position - 1];
            }

            position++;
        }

        return null;
    }

    private static ReadOnlySpan<byte> Segment(ReadOnlySpan<byte> data, ref int position)
    {
        int length = position + 2 <= data.Length ? BinaryPrimitives.ReadUInt16BigEndian(data[position..]) : 0;
        if (length < 2 || position + length > data.Length)
        {
            throw new DicomCodecException("The JPEG frame ends within a marker segment: it is truncated or damaged.");
        }

        ReadOnlySpan<byte> segment = data.Slice(position + 2, length - 2);
        position += length;
        return segment;
    }

    private void ReadHuffmanTables(ReadOnlySpan<byte> segment)
    {
        while (segment.Length >= 17)
        {
            int kind = segment[0];
            int count = 0;
            foreach (byte ofLength in segment.Slice(1, 16))
            {
                count += ofLength;
            }

            if ((kind & 15) > 3 || kind >> 4 > 1 || count > 256 || segment.Length < 17 + count)
            {
                throw new DicomCodecException("A JPEG Huffman table is damaged.");
            }

            (kind >> 4 == 0 ? _dc : _ac)[kind & 15] = new JpegHuffmanTable(segment.Slice(1, 16), segment.Slice(17, count));
            segment = segment[(17 + count)..];
        }
    }

    private void ReadQuantizationTables(ReadOnlySpan<byte> segment)
    {
        while (segment.Length > 0)
        {
            int id = segment[0] & 15;
            int bytes = segment[0] >> 4 == 0 ? 1 : 2;
            if (id > 3 || segment.Length < 1 + (64 * bytes))
            {
                throw new DicomCodecException("A JPEG quantization table is damaged.");
            }

            ushort[] table = new ushort[64];
            for (int i = 0; i < 64; i++)
            {
                table[DctBlockDecoder.Natural(i)] = bytes == 1
                    ? segment[1 + i]
                    : BinaryPrimitives.ReadUInt16BigEndian(segment[(1 + (2 * i))..]);
            }

            _quantization[id] = table;
            segment = segment[(1 + (64 * bytes))..];
        }
    }

    private void ReadFrame(ReadOnlySpan<byte> segment, int process, int rows, int columns, int components)
    {
        if (segment.Length < 6 || segment.Length < 6 + (3 * segment[5]) || segment[5] is 0 or > ComponentsMax || _frame is not null)
        {
            throw new DicomCodecException("The JPEG frame header is damaged.");
        }

        var list = new List<JpegComponent>();
        for (int i = 0; i < segment[5]; i++)
        {
            ReadOnlySpan<byte> part = segment.Slice(6 + (3 * i), 3);
            list.Add(new JpegComponent(part[0], part[1] >> 4, part[1] & 15, part[2] & 3));
        }

        var frame = new JpegFrame(
            process,
            segment[0],
            BinaryPrimitives.ReadUInt16BigEndian(segment[1..]),
            BinaryPrimitives.ReadUInt16BigEndian(segment[3..]),
            list);
        if (frame.Rows != rows || frame.Columns != columns || list.Count != components)
        {
            throw new DicomCodecException(
                $"The JPEG frame is {frame.Columns} × {frame.Rows} with {list.Count} components; the attributes say {columns} × {rows} with {components}.");
        }

        Check(frame);
        _frame = frame;
    }

    private static void Check(JpegFrame frame)
    {
        bool precision = frame.IsLossless ? frame.Precision is >= 2 and <= 16 : frame.Precision is 8 or 12;
        bool sampling = frame.Components.All(component =>
            frame.IsLossless
                ? component is { Horizontal: 1, Vertical: 1 }
                : component is { Horizontal: >= 1 and <= 4, Vertical: >= 1 and <= 4 });
        if (!precision || !sampling)
        {
            throw new DicomCodecException($"A JPEG frame of type SOF{frame.Process} with {frame.Precision} bits and this sampling is not supported.");
        }

        if (!frame.IsLossless)
        {
            DctSamples.Allocate(frame);
        }
    }

    private JpegScan ReadScan(ReadOnlySpan<byte> segment, JpegFrame frame)
    {
        int count = segment.Length > 0 ? segment[0] : 0;
        if (count is 0 or > ComponentsMax || segment.Length < 4 + (2 * count))
        {
            throw new DicomCodecException("A JPEG scan header is damaged.");
        }

        var components = new List<JpegScanComponent>();
        for (int i = 0; i < count; i++)
        {
            int id = segment[1 + (2 * i)];
            int tables = segment[2 + (2 * i)];
            int index = frame.Components.ToList().FindIndex(component => component.Identifier == id);
            if (index < 0 || tables >> 4 > 3 || (tables & 15) > 3 || components.Exists(other => other.Index == index))
            {
                throw new DicomCodecException("A JPEG scan header names a component or table that does not exist.");
            }

            components.Add(new JpegScanComponent(frame.Components[index], index, _dc[tables >> 4], _ac[tables & 15]));
        }

        ReadOnlySpan<byte> rest = segment[(1 + (2 * count))..];
        return new JpegScan(components, rest[0], rest[1], rest[2] >> 4, rest[2] & 15, _restartInterval);
    }
}
