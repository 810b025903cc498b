using System.Buffers.Binary;
using System.Runtime.InteropServices;
using Edge.Dicom;
using Microsoft.Win32.SafeHandles;

namespace Edge.Inference.Pipeline.Loading;

/// <summary>Reads native pixel data into stored values, by way of one buffer that is used again for each image.</summary>
internal sealed class PixelReader
{
    private byte[] _bytes = [];

    /// <summary>Reads the stored values of one image.</summary>
    /// <param name="instance">The image.</param>
    /// <param name="format">Its format.</param>
    /// <param name="values">Receives <see cref="PixelFormat.Count"/> values, row by row.</param>
    /// <returns>Null, or why not.</returns>
    public StageStop? Read(SourceInstance instance, PixelFormat format, Span<float> values)
    {
        try
        {
            ReadOnlyMemory<byte> pixels = Bytes(instance, format);
            if (pixels.Length < format.Bytes)
            {
                return StageStop.Failed(
                    $"The {instance.Name} has {pixels.Length} bytes of pixels where {format.Rows}×{format.Columns} of {format.BitsAllocated} bits need "
                    + $"{format.Bytes}. Send it again from where it was made.");
            }

            StoredValues.Convert(pixels.Span[..(int)format.Bytes], format, values);
            return null;
        }
        catch (DicomFormatException exception)
        {
            return StageStop.Failed($"The {instance.Name} is malformed: {exception.Message}. Send it again from where it was made.");
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            return StageStop.Failed($"The {instance.Name} cannot be read: {exception.Message} Check the disk, then have the study sent again.");
        }
    }

    private ReadOnlyMemory<byte> Bytes(SourceInstance instance, PixelFormat format)
    {
        DicomElement element = instance.Attributes[DicomTag.PixelData];
        if (element is DicomValue value)
        {
            return value.Bytes;
        }

        if (instance.File.TransferSyntax.IsDeflated)
        {
            // An offset into deflated bytes leads nowhere: read it again, with its pixels this time.
            var whole = DicomFile.Open(instance.Path, new DicomReadOptions { MaxValueBytes = Math.Max(format.Bytes + 1, 1) });
            return whole.Dataset.TryGetBytes(DicomTag.PixelData, out ReadOnlyMemory<byte> bytes) ? bytes : default;
        }

        var skipped = (DicomSkippedValue)element;
        int length = (int)Math.Min(skipped.Length, format.Bytes + (format.Bytes & 1));
        if (_bytes.Length < length)
        {
            _bytes = GC.AllocateUninitializedArray<byte>(length);
        }

        using SafeFileHandle file = File.OpenHandle(instance.Path);
        int read = 0;
        while (read < length && RandomAccess.Read(file, _bytes.AsSpan(read, length - read), skipped.Offset + read) is var more and > 0)
        {
            read += more;
        }

        if (instance.File.TransferSyntax.IsBigEndian && element.VR == DicomVR.OW)
        {
            Span<ushort> words = MemoryMarshal.Cast<byte, ushort>(_bytes.AsSpan(0, read));
            BinaryPrimitives.ReverseEndianness(words, words);
        }

        return _bytes.AsMemory(0, read);
    }
}
