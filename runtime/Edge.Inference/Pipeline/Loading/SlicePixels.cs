using System.Buffers.Binary;
using System.Runtime.InteropServices;
using Edge.Dicom;
using Edge.Dicom.Codecs;
using Microsoft.Win32.SafeHandles;

namespace Edge.Inference.Pipeline.Loading;

/// <summary>Reads the pixel data of one image after the other into stored values, by way of one buffer that is used again.</summary>
internal sealed class SlicePixels
{
    private byte[] _bytes = [];

    /// <summary>Reads the stored values of one image.</summary>
    /// <param name="instance">The image.</param>
    /// <param name="format">Its format, of one frame and one sample.</param>
    /// <param name="values">Receives rows × columns values, row by row.</param>
    /// <returns>Null, or why not.</returns>
    public StageStop? Read(SourceInstance instance, PixelFormat format, Span<float> values)
    {
        try
        {
            return IsPlain(instance, format) ? ReadPlain(instance, format, values) : Decode(instance, format, values);
        }
        catch (Exception exception) when (exception is DicomFormatException or DicomCodecException)
        {
            return StageStop.Failed($"The {instance.Name} is malformed: {exception.Message} Send it again from where it was made.");
        }
        catch (DllNotFoundException exception)
        {
            return StageStop.Failed($"The {instance.Name} cannot be decoded: {exception.Message} Install libturbojpeg0, libcharls2 and libopenjp2-7.");
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            return StageStop.Unreadable($"The {instance.Name} cannot be read: {exception.Message} Check the disk, then have the study sent again.");
        }
    }

    /// <summary>True for whole bytes or words that lie in the file as they are: nearly every CT and MR, and the way that must be fast.</summary>
    private static bool IsPlain(SourceInstance instance, PixelFormat format) =>
        format.BitsAllocated is 8 or 16
        && !instance.File.TransferSyntax.IsEncapsulated
        && !instance.File.TransferSyntax.IsDeflated
        && instance.Attributes[DicomTag.PixelData] is DicomValue or DicomSkippedValue { IsEncapsulated: false };

    private StageStop? ReadPlain(SourceInstance instance, PixelFormat format, Span<float> values)
    {
        ReadOnlyMemory<byte> pixels = PlainBytes(instance, format);
        if (pixels.Length < format.FrameBytes)
        {
            return StageStop.Failed(
                $"The {instance.Name} has {pixels.Length} bytes of pixels where {format.Rows}×{format.Columns} of {format.BitsAllocated} bits need "
                + $"{format.FrameBytes}. Send it again from where it was made.");
        }

        int up = format.BitsAllocated - 1 - format.HighBit;
        int down = format.BitsAllocated - format.BitsStored;
        StoredWords.ToSingle(pixels.Span[..format.FrameBytes], format.SampleBytes, up, down, format.IsSigned, values);
        return null;
    }

    private ReadOnlyMemory<byte> PlainBytes(SourceInstance instance, PixelFormat format)
    {
        DicomElement element = instance.Attributes[DicomTag.PixelData];
        if (element is DicomValue value)
        {
            return value.Bytes;
        }

        // Words of an odd number of bytes are padded, so that swapping them needs the padding byte too.
        var skipped = (DicomSkippedValue)element;
        int length = (int)Math.Min(skipped.Length, format.FrameBytes + (format.FrameBytes & 1));
        Span<byte> bytes = Buffer(length);
        using SafeFileHandle file = File.OpenHandle(instance.Path);
        int read = 0;
        while (read < length && RandomAccess.Read(file, bytes[read..], skipped.Offset + read) is var more and > 0)
        {
            read += more;
        }

        if (instance.File.TransferSyntax.IsBigEndian && element.VR == DicomVR.OW)
        {
            Span<ushort> words = MemoryMarshal.Cast<byte, ushort>(bytes[..read]);
            BinaryPrimitives.ReverseEndianness(words, words);
        }

        return _bytes.AsMemory(0, read);
    }

    /// <summary>Reads the file again with its pixel data and decodes that; the decoded cells hold stored values in full width.</summary>
    private StageStop? Decode(SourceInstance instance, PixelFormat format, Span<float> values)
    {
        using var reader = new PixelReader(instance.File, instance.Path);
        Span<byte> cells = Buffer(reader.FrameBytes);
        reader.Read(0, cells);
        StoredWords.ToSingle(cells, format.SampleBytes, up: 0, down: 0, format.IsSigned, values);
        return null;
    }

    private Span<byte> Buffer(int length)
    {
        if (_bytes.Length < length)
        {
            _bytes = GC.AllocateUninitializedArray<byte>(length);
        }

        return _bytes.AsSpan(0, length);
    }
}
