namespace Edge.Dicom.Codecs;

/// <summary>The bytes of native pixel data, little-endian, held in memory or left in their file.</summary>
internal sealed class NativePixels
{
    private readonly ReadOnlyMemory<byte> _held;
    private readonly PixelFile? _file;
    private readonly long _offset;
    private readonly int _swapUnit;

    /// <summary>Bytes in memory.</summary>
    public NativePixels(ReadOnlyMemory<byte> held)
    {
        _held = held;
        Length = held.Length;
    }

    /// <summary>Bytes in a file.</summary>
    /// <param name="file">The file; the caller keeps it.</param>
    /// <param name="value">Where they lie.</param>
    /// <param name="isBigEndian">True when the file has the most significant byte first.</param>
    public NativePixels(PixelFile file, DicomSkippedValue value, bool isBigEndian)
    {
        _file = file;
        _offset = value.Offset;
        _swapUnit = isBigEndian ? value.VR.UnitBytes() : 1;
        Length = value.Length;
    }

    /// <summary>Bytes in all.</summary>
    public long Length { get; }

    /// <summary>Copies bytes that lie within <see cref="Length"/>.</summary>
    /// <exception cref="DicomCodecException">The file became shorter.</exception>
    /// <exception cref="IOException">The file cannot be read.</exception>
    public void Read(long offset, Span<byte> destination)
    {
        if (_file is null)
        {
            _held.Span.Slice((int)offset, destination.Length).CopyTo(destination);
        }
        else if (_swapUnit == 1)
        {
            _file.Read(_offset + offset, destination);
        }
        else
        {
            ReadSwapped(_file, offset, destination);
        }
    }

    // Numbers are swapped whole, so that reading begins and ends at their bounds.
    private void ReadSwapped(PixelFile file, long offset, Span<byte> destination)
    {
        long start = offset - (offset % _swapUnit);
        long end = Math.Min(Length, (offset + destination.Length + _swapUnit - 1) / _swapUnit * _swapUnit);
        byte[] whole = new byte[end - start];
        file.Read(_offset + start, whole);
        ByteOrder.Swap(whole, _swapUnit);
        whole.AsSpan((int)(offset - start), destination.Length).CopyTo(destination);
    }
}
