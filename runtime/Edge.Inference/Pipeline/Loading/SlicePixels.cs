using System.Buffers.Binary;
using System.Runtime.InteropServices;
using Edge.Dicom;
using Edge.Dicom.Codecs;
using Microsoft.Win32.SafeHandles;

namespace Edge.Inference.Pipeline.Loading;

/// <summary>
/// Reads the pixel data of one image or frame after the other, by way of buffers that are used again. A file of many frames stays open until another is read.
/// </summary>
internal sealed class SlicePixels : IDisposable
{
    private byte[] _bytes = [];
    private ushort[] _rgb = [];
    private PixelReader? _reader;
    private string? _readerPath;

    /// <summary>Reads the stored values of one grey image or frame.</summary>
    /// <param name="instance">The image.</param>
    /// <param name="format">Its format, of one sample.</param>
    /// <param name="values">Receives rows × columns values, row by row.</param>
    /// <returns>Null, or why not.</returns>
    public StageStop? Read(SourceInstance instance, PixelFormat format, Span<float> values)
    {
        try
        {
            return IsPlain(instance, format) ? ReadPlain(instance, format, values) : Decode(instance, format, values);
        }
        catch (Exception exception) when (Stop(instance, exception) is not null)
        {
            return Stop(instance, exception);
        }
    }

    /// <summary>Reads one colour image or frame.</summary>
    /// <param name="instance">The image.</param>
    /// <param name="format">Its format.</param>
    /// <param name="planes">Receives red, then green, then blue, each rows × columns values from 0 to 1.</param>
    /// <returns>Null, or why not.</returns>
    public StageStop? ReadColour(SourceInstance instance, PixelFormat format, Span<float> planes)
    {
        try
        {
            var reader = new RgbReader(instance.File.Dataset, Reader(instance));
            int pixels = format.Rows * format.Columns;
            _rgb = _rgb.Length == 3 * pixels ? _rgb : new ushort[3 * pixels];
            reader.Read(instance.Frame ?? 0, _rgb);
            float max = (1 << reader.Bits) - 1;
            for (int i = 0; i < pixels; i++)
            {
                planes[i] = _rgb[3 * i] / max;
                planes[pixels + i] = _rgb[(3 * i) + 1] / max;
                planes[(2 * pixels) + i] = _rgb[(3 * i) + 2] / max;
            }

            return null;
        }
        catch (Exception exception) when (Stop(instance, exception) is not null)
        {
            return Stop(instance, exception);
        }
    }

    /// <inheritdoc/>
    public void Dispose() => _reader?.Dispose();

    /// <summary>What a failed reading means; null for an exception that no file causes.</summary>
    private static StageStop? Stop(SourceInstance instance, Exception exception) => exception switch
    {
        DicomFormatException or DicomCodecException =>
            StageStop.Failed($"The {instance.Name} is malformed: {exception.Message} Send it again from where it was made."),
        DllNotFoundException =>
            StageStop.Failed($"The {instance.Name} cannot be decoded: {exception.Message} Install libturbojpeg0, libcharls2 and libopenjp2-7."),
        IOException or UnauthorizedAccessException =>
            StageStop.Unreadable($"The {instance.Name} cannot be read: {exception.Message} Check the disk, then have the study sent again."),
        _ => null,
    };

    /// <summary>True for whole bytes or words that lie in the file as they are: nearly every CT and MR, and the way that must be fast.</summary>
    private static bool IsPlain(SourceInstance instance, PixelFormat format) =>
        format is { IsFloat: false, BitsAllocated: 8 or 16 }
        && !instance.File.TransferSyntax.IsEncapsulated
        && !instance.File.TransferSyntax.IsDeflated
        && !(instance.File.TransferSyntax.IsBigEndian && instance.Frame is not null)
        && instance.Attributes.TryGet(DicomTag.PixelData, out DicomElement? element)
        && element is DicomValue or DicomSkippedValue { IsEncapsulated: false };

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
        long start = (long)format.FrameBytes * (instance.Frame ?? 0);
        if (element is DicomValue value)
        {
            return start < value.Bytes.Length ? value.Bytes[(int)start..] : default;
        }

        // Words of an odd number of bytes are padded, so that swapping them needs the padding byte too.
        var skipped = (DicomSkippedValue)element;
        int length = (int)Math.Clamp(skipped.Length - start, 0, format.FrameBytes + (format.FrameBytes & 1));
        Span<byte> bytes = Buffer(length);
        using SafeFileHandle file = File.OpenHandle(instance.Path);
        int read = 0;
        while (read < length && RandomAccess.Read(file, bytes[read..], skipped.Offset + start + read) is var more and > 0)
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

    /// <summary>Decodes a frame; the decoded cells hold stored values in full width.</summary>
    private StageStop? Decode(SourceInstance instance, PixelFormat format, Span<float> values)
    {
        PixelReader reader = Reader(instance);
        Span<byte> cells = Buffer(reader.FrameBytes);
        reader.Read(instance.Frame ?? 0, cells);
        if (format.SampleBytes <= 2)
        {
            StoredWords.ToSingle(cells, format.SampleBytes, up: 0, down: 0, format.IsSigned, values);
        }
        else
        {
            WideWords.ToSingle(cells, format, values);
        }

        return null;
    }

    private PixelReader Reader(SourceInstance instance)
    {
        if (_reader is null || _readerPath != instance.Path)
        {
            _reader?.Dispose();
            _reader = null;
            _reader = new PixelReader(instance.File, instance.Path);
            _readerPath = instance.Path;
        }

        return _reader;
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
