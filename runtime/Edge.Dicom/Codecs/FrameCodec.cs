using System.Buffers;
using System.Runtime.InteropServices;
using Edge.Dicom.Codecs.Jpeg;
using Edge.Dicom.Codecs.Native;

namespace Edge.Dicom.Codecs;

/// <summary>Decodes one compressed frame by the codec of its transfer syntax (PS3.5 8.2, annex A.4).</summary>
internal static class FrameCodec
{
    /// <summary>Most samples of a compressed frame: 256 Mi, of which a library may hold 4 bytes each.</summary>
    public const int CompressedSamplesMax = 1 << 28;

    /// <summary>Bytes that a byte of deflated data can give at most (RFC 1951).</summary>
    private const int DeflateRatioMax = 1032;

    /// <summary>Bytes that a byte of an RLE segment can give at most: 128 out of two (PS3.5 G.3.1).</summary>
    private const int RleRatioMax = 64;

    /// <summary>Samples that a byte of DCT data can give at most: two bits make a block of 64, and chroma may have a sixteenth of the blocks.</summary>
    private const int DctRatioMax = 64 * 4 * 16;

    /// <summary>Refuses a frame whose bytes cannot possibly hold what its attributes say, before room is made for it.</summary>
    /// <param name="encoded">The frame as encapsulated.</param>
    /// <param name="syntax">Its transfer syntax.</param>
    /// <param name="format">Its description.</param>
    /// <exception cref="DicomCodecException">They cannot.</exception>
    public static void CheckSize(ReadOnlySpan<byte> encoded, DicomTransferSyntax syntax, PixelFormat format)
    {
        if (format.FrameSamples > CompressedSamplesMax)
        {
            throw new DicomCodecException($"A compressed frame of more than {CompressedSamplesMax >> 20} Mi samples is not supported.");
        }

        long needed = syntax.Uid switch
        {
            DicomUid.EncapsulatedUncompressedExplicitVRLittleEndian => format.Photometric == "YBR_FULL_422" ? 1 : NativeFrames.PackedBytes(format),
            DicomUid.DeflatedImageFrameCompression => NativeFrames.PackedBytes(format) / (2 * DeflateRatioMax),
            DicomUid.RLELossless => NativeFrames.PackedBytes(format) / RleRatioMax,
            DicomUid.JPEGLossless or DicomUid.JPEGLosslessSV1 => format.FrameSamples / 8,
            DicomUid.JPEGBaseline8Bit or DicomUid.JPEGExtended12Bit => format.FrameSamples / DctRatioMax,
            _ => 1,
        };
        if (encoded.Length < Math.Max(needed, 1))
        {
            throw new DicomCodecException(
                $"The frame has {encoded.Length} bytes, too few for {format.Columns} × {format.Rows} pixels in {syntax.Name}: it is truncated or damaged.");
        }

        if (JpegPrecision.IsJpeg(encoded))
        {
            JpegPrecision.CheckSize(encoded, format);
        }
        else if (Jpeg2000Header.Begins(encoded))
        {
            Jpeg2000Header.Of(encoded).Check(format.Rows, format.Columns, format.Samples);
        }
    }

    /// <summary>Decodes into interleaved cells of the format's sample size.</summary>
    /// <param name="data">The frame as encapsulated.</param>
    /// <param name="syntax">Its transfer syntax.</param>
    /// <param name="format">Its description.</param>
    /// <param name="isPacked422">True to leave the bytes Y Y Cb Cr of a native frame as they are.</param>
    /// <param name="cells">Room for a frame.</param>
    /// <exception cref="DicomCodecException">The frame is damaged, or its transfer syntax is not supported.</exception>
    public static void Decode(ReadOnlyMemory<byte> data, DicomTransferSyntax syntax, PixelFormat format, bool isPacked422, Span<byte> cells)
    {
        switch (syntax.Uid)
        {
            case DicomUid.RLELossless:
                DecodeRle(data.Span, format, cells);
                break;
            case DicomUid.JPEGBaseline8Bit or DicomUid.JPEGExtended12Bit or DicomUid.JPEGFullProgressionNonHierarchical1012
                or DicomUid.JPEGSpectralSelectionNonHierarchical68 or DicomUid.JPEGLossless or DicomUid.JPEGLosslessSV1:
                DecodeJpeg(data.Span, format, cells);
                break;
            case DicomUid.JPEGLSLossless or DicomUid.JPEGLSNearLossless:
                DecodeJpegLs(data.Span, format, cells);
                break;
            case DicomUid.JPEG2000Lossless or DicomUid.JPEG2000 or DicomUid.JPEG2000MCLossless or DicomUid.JPEG2000MC
                or DicomUid.HTJ2KLossless or DicomUid.HTJ2KLosslessRPCL or DicomUid.HTJ2K:
                DecodeJpeg2000(data.Span, format, cells);
                break;
            case DicomUid.EncapsulatedUncompressedExplicitVRLittleEndian:
                WrappedFrame.Unwrap(data.Span, format, isPacked422, cells);
                break;
            case DicomUid.DeflatedImageFrameCompression:
                WrappedFrame.Inflate(data, format, isPacked422, cells);
                break;
            case var _ when !syntax.IsEncapsulated && JpegPrecision.IsJpeg(data.Span):
                DecodeJpeg(data.Span, format, cells); // encapsulated in a syntax that forbids it; the stream itself is clear
                break;
            default:
                throw new DicomCodecException($"Pixel data in {syntax.Name} ({syntax.Uid}) is not supported.");
        }
    }

    private static void DecodeRle(ReadOnlySpan<byte> data, PixelFormat format, Span<byte> cells)
    {
        int pixels = format.Rows * format.Columns;
        if (format.BitsAllocated != 1)
        {
            RleDecoder.Decode(data, pixels, format.Samples, format.SampleBytes, cells);
            return;
        }

        byte[] packed = new byte[(format.FrameSamples + 7) / 8];
        RleDecoder.Decode(data, packed.Length, 1, 1, packed);
        NativeFrames.Unpack(packed, format, 0, cells);
    }

    private static void DecodeJpeg(ReadOnlySpan<byte> data, PixelFormat format, Span<byte> cells)
    {
        if (JpegPrecision.IsEightBitDct(data) && format.Samples is 1 or 3)
        {
            Span<byte> bytes = format.SampleBytes == 1 ? cells : new byte[format.FrameSamples];
            TurboJpeg.Decode(data, format.Rows, format.Columns, format.Samples, bytes);
            Widen(bytes, format, cells);
            return;
        }

        ushort[] samples = ArrayPool<ushort>.Shared.Rent(format.FrameSamples);
        try
        {
            Span<ushort> used = samples.AsSpan(0, format.FrameSamples);
            int precision = JpegDecoder.Decode(data, format.Rows, format.Columns, format.Samples, used);
            Store(used, precision, format, cells);
        }
        finally
        {
            ArrayPool<ushort>.Shared.Return(samples);
        }
    }

    private static void DecodeJpegLs(ReadOnlySpan<byte> data, PixelFormat format, Span<byte> cells)
    {
        byte[] decoded = CharLs.Decode(
            data, format.Rows, format.Columns, format.Samples, 8 * format.SampleBytes, out int precision, out bool planar);
        int bytes = precision <= 8 ? 1 : 2;
        if (planar)
        {
            byte[] interleaved = new byte[decoded.Length];
            StoredValues.Interleave(decoded, format.Rows * format.Columns, format.Samples, bytes, interleaved);
            decoded = interleaved;
        }

        if (bytes == 1)
        {
            Widen(decoded, format, cells);
        }
        else
        {
            Store(MemoryMarshal.Cast<byte, ushort>(decoded), precision, format, cells);
        }
    }

    private static void DecodeJpeg2000(ReadOnlySpan<byte> data, PixelFormat format, Span<byte> cells)
    {
        using OpenJpegImage image = OpenJpeg.Decode(data, format.Rows, format.Columns, format.Samples, 8 * format.SampleBytes);
        for (int component = 0; component < format.Samples; component++)
        {
            ReadOnlySpan<int> samples = image.Component(component);
            for (int i = 0; i < samples.Length; i++)
            {
                WriteCell(cells, (i * format.Samples) + component, format.SampleBytes, samples[i]);
            }
        }
    }

    private static void Widen(ReadOnlySpan<byte> bytes, PixelFormat format, Span<byte> cells)
    {
        if (format.SampleBytes == 1)
        {
            if (bytes != cells)
            {
                bytes.CopyTo(cells);
            }

            return;
        }

        for (int i = 0; i < bytes.Length; i++)
        {
            WriteCell(cells, i, format.SampleBytes, bytes[i]);
        }
    }

    private static void Store(ReadOnlySpan<ushort> samples, int precision, PixelFormat format, Span<byte> cells)
    {
        if (precision > 8 * format.SampleBytes)
        {
            throw TooDeep(precision, format);
        }

        for (int i = 0; i < samples.Length; i++)
        {
            WriteCell(cells, i, format.SampleBytes, samples[i]);
        }
    }

    /// <summary>Writes a sample little-endian, in as many bytes as samples have.</summary>
    public static void WriteCell(Span<byte> cells, int index, int sampleBytes, int value)
    {
        int at = index * sampleBytes;
        cells[at] = (byte)value;
        if (sampleBytes > 1)
        {
            cells[at + 1] = (byte)(value >> 8);
        }

        if (sampleBytes > 2)
        {
            cells[at + 2] = (byte)(value >> 16);
            cells[at + 3] = (byte)(value >> 24);
        }
    }

    private static DicomCodecException TooDeep(int precision, PixelFormat format) =>
        new($"The compressed frame has {precision} bits a sample; the attributes allocate {format.BitsAllocated}.");
}
