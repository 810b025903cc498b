using System.IO.Compression;

namespace Edge.Dicom.Codecs;

/// <summary>Deflated Image Frame Compression (PS3.5 A.4.13 and 8.2.16): each frame a raw deflate stream of native pixels.</summary>
internal static class DeflatedFrame
{
    /// <summary>Inflates one frame; never more than the frame needs.</summary>
    /// <exception cref="DicomCodecException">The stream is damaged or too short.</exception>
    public static void Decode(ReadOnlyMemory<byte> data, PixelFormat format, Span<byte> cells)
    {
        byte[] native = new byte[(int)(((long)format.FrameSamples * format.BitsAllocated + 7) / 8)];
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

        if (format is { IsPlanar: true, Samples: > 1 })
        {
            StoredValues.Interleave(native, format.Rows * format.Columns, format.Samples, format.SampleBytes, cells);
        }
        else
        {
            NativeFrames.Unpack(native, format, 0, cells);
        }
    }
}
