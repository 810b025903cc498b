using System.IO.Compression;

namespace Edge.Dicom.Codecs;

/// <summary>
/// Frames that are native within a fragment: as they are (PS3.5 A.4.11), or each a raw deflate stream (Deflated Image Frame Compression,
/// A.4.13 and 8.2.16).
/// </summary>
internal static class WrappedFrame
{
    /// <summary>Inflates one frame; never more than the frame needs.</summary>
    /// <exception cref="DicomCodecException">The stream is damaged or too short.</exception>
    public static void Inflate(ReadOnlyMemory<byte> data, PixelFormat format, bool isPacked422, Span<byte> cells)
    {
        byte[] native = new byte[isPacked422 ? cells.Length : NativeFrames.PackedBytes(format)];
        using var source = new MemoryStream(data.ToArray(), writable: false);
        using var inflate = new DeflateStream(source, CompressionMode.Decompress);
        try
        {
            inflate.ReadExactly(native);
        }
        catch (Exception exception) when (exception is InvalidDataException or EndOfStreamException)
        {
            throw new DicomCodecException("The deflated frame is damaged or truncated.", exception);
        }

        Unwrap(native, format, isPacked422, cells);
    }

    /// <summary>Unpacks a native frame.</summary>
    /// <exception cref="DicomCodecException">It is too short.</exception>
    public static void Unwrap(ReadOnlySpan<byte> native, PixelFormat format, bool isPacked422, Span<byte> cells)
    {
        if (isPacked422)
        {
            if (native.Length < cells.Length)
            {
                throw new DicomCodecException($"The frame has {native.Length} bytes of the {cells.Length} that it needs: it is truncated.");
            }

            native[..cells.Length].CopyTo(cells);
        }
        else if (format is { IsPlanar: true, Samples: > 1 })
        {
            byte[] planes = new byte[format.FrameBytes];
            NativeFrames.Unpack(native, format, 0, planes);
            StoredValues.Interleave(planes, format.Rows * format.Columns, format.Samples, format.SampleBytes, cells);
        }
        else
        {
            NativeFrames.Unpack(native, format, 0, cells);
        }
    }
}
