namespace Edge.Dicom;

/// <summary>A forward window of bounded size over a stream, or over bytes that are all in memory.</summary>
internal sealed class DicomInput
{
    /// <summary>Bytes read from the stream at a time.</summary>
    internal const int WindowBytes = 16 * 1024;

    private readonly Stream? _stream;
    private readonly bool _canSeek;
    private byte[] _window;
    private int _start;
    private int _end;
    private long _windowOffset;

    /// <summary>Reads a stream from where it stands; offsets count from its beginning when it can seek, else from here.</summary>
    internal DicomInput(Stream stream)
    {
        _stream = stream;
        _canSeek = stream.CanSeek;
        _window = new byte[WindowBytes];
        if (_canSeek)
        {
            _windowOffset = stream.Position;
            Length = stream.Length;
        }
    }

    /// <summary>Reads bytes in memory. <paramref name="isWhole"/> is false for a prefix of something longer.</summary>
    internal DicomInput(ArraySegment<byte> bytes, bool isWhole)
    {
        _window = bytes.Array ?? [];
        _start = bytes.Offset;
        _end = bytes.Offset + bytes.Count;
        _windowOffset = -bytes.Offset;
        Length = isWhole ? bytes.Count : -1;
    }

    /// <summary>The element being read, for errors that the input itself finds.</summary>
    internal DicomTag Tag { get; set; }

    /// <summary>Offset of the next byte.</summary>
    internal long Position => _windowOffset + _start;

    /// <summary>Offset after the last byte, or -1 when the input does not tell.</summary>
    internal long Length { get; } = -1;

    /// <summary>The bytes now in the window; after <see cref="TryEnsure"/> at least as many as asked for.</summary>
    internal ReadOnlySpan<byte> Window => _window.AsSpan(_start, _end - _start);

    /// <summary>Brings at least <paramref name="count"/> bytes into the window; false when the input ends before.</summary>
    internal bool TryEnsure(int count)
    {
        while (_end - _start < count)
        {
            if (_stream is null || !Fill())
            {
                return false;
            }
        }

        return true;
    }

    internal void Advance(int count) => _start += count;

    /// <summary>Reads at most what fits; 0 at the end of the input.</summary>
    internal int Read(Span<byte> destination)
    {
        int buffered = Math.Min(destination.Length, _end - _start);
        if (buffered == 0 && destination.Length > 0)
        {
            if (_stream is null)
            {
                return 0;
            }

            if (destination.Length >= WindowBytes)
            {
                int read = ReadStream(destination);
                _windowOffset += read;
                return read;
            }

            if (!Fill())
            {
                return 0;
            }

            buffered = Math.Min(destination.Length, _end - _start);
        }

        Window[..buffered].CopyTo(destination);
        _start += buffered;
        return buffered;
    }

    /// <summary>Moves on by at most <paramref name="count"/> bytes; returns how many there were.</summary>
    internal long Skip(long count)
    {
        long buffered = Math.Min(count, _end - _start);
        _start += (int)buffered;
        long left = count - buffered;
        if (left > 0 && _canSeek)
        {
            long possible = Math.Min(left, Length - Position);
            long target = Position + possible;
            _stream!.Position = target;
            _windowOffset = target - _start;
            return buffered + possible;
        }

        while (left > 0 && _stream is not null && Fill())
        {
            int step = (int)Math.Min(left, _end - _start);
            _start += step;
            left -= step;
        }

        return count - left;
    }

    private bool Fill()
    {
        if (_start > 0)
        {
            Window.CopyTo(_window);
            _windowOffset += _start;
            _end -= _start;
            _start = 0;
        }

        int read = ReadStream(_window.AsSpan(_end));
        _end += read;
        return read > 0;
    }

    private int ReadStream(Span<byte> destination)
    {
        try
        {
            return _stream!.Read(destination);
        }
        catch (InvalidDataException broken)
        {
            throw new DicomFormatException("The deflated data cannot be inflated: " + broken.Message, Position, Tag, innerException: broken);
        }
    }
}
