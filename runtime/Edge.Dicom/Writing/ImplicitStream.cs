using System.Buffers.Binary;

namespace Edge.Dicom;

/// <summary>
/// An uncompressed data set read forward and encoded anew as Implicit VR Little Endian (PS3.5 A.1), in memory that does not depend on its size. Values keep their
/// bytes; sequences and items end with delimiters; retired group lengths are left out, as they would be wrong. The same input gives the same bytes.
/// </summary>
internal sealed class ImplicitStream : ForwardStream
{
    private const uint UndefinedLength = 0xFFFFFFFF;
    private const int HeaderBytes = 8;
    private const int BufferBytes = 64 * 1024;

    private readonly Stream _file;
    private readonly DicomReader _reader;
    private readonly byte[] _buffer = new byte[BufferBytes];
    private int _at;
    private int _end;
    private bool _inValue;
    private bool _isOver;

    /// <param name="file">The file; disposed with this.</param>
    /// <param name="reader">Its data set, from the beginning.</param>
    public ImplicitStream(Stream file, DicomReader reader)
    {
        _file = file;
        _reader = reader;
    }

    /// <inheritdoc/>
    /// <exception cref="DicomFormatException">The data set is malformed, or compressed.</exception>
    public override int Read(Span<byte> buffer)
    {
        if (_at == _end && !_isOver)
        {
            (_at, _end) = (0, 0);
            Fill();
        }

        int count = Math.Min(buffer.Length, _end - _at);
        _buffer.AsSpan(_at, count).CopyTo(buffer);
        _at += count;
        return count;
    }

    /// <inheritdoc/>
    protected override void Dispose(bool disposing)
    {
        if (disposing)
        {
            _file.Dispose();
        }

        base.Dispose(disposing);
    }

    /// <summary>Puts at least one byte into the buffer, or finds that the data set is over.</summary>
    private void Fill()
    {
        while (_end + HeaderBytes <= BufferBytes)
        {
            if (_inValue)
            {
                int read = _reader.ReadValue(_buffer.AsSpan(_end));
                _end += read;
                _inValue = read > 0;
                continue;
            }

            switch (_reader.Read())
            {
                case DicomToken.Element when _reader.Tag.Element == 0:
                    break;
                case DicomToken.Element:
                    Put(_reader.Tag, (uint)_reader.ValueLength);
                    _inValue = true;
                    break;
                case DicomToken.SequenceStart:
                    Put(_reader.Tag, UndefinedLength);
                    break;
                case DicomToken.ItemStart:
                    Put(DicomTag.Item, UndefinedLength);
                    break;
                case DicomToken.ItemEnd:
                    Put(DicomTag.ItemDelimitationItem, 0);
                    break;
                case DicomToken.SequenceEnd:
                    Put(DicomTag.SequenceDelimitationItem, 0);
                    break;
                case DicomToken.End:
                    _isOver = true;
                    return;
                default:
                    throw new DicomFormatException("Compressed pixel data cannot be sent as Implicit VR Little Endian.", _reader.TokenOffset, _reader.Tag);
            }
        }
    }

    private void Put(DicomTag tag, uint length)
    {
        Span<byte> header = _buffer.AsSpan(_end, HeaderBytes);
        BinaryPrimitives.WriteUInt16LittleEndian(header, tag.Group);
        BinaryPrimitives.WriteUInt16LittleEndian(header[2..], tag.Element);
        BinaryPrimitives.WriteUInt32LittleEndian(header[4..], length);
        _end += HeaderBytes;
    }
}
