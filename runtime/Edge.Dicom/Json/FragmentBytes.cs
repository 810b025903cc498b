using System.Buffers.Binary;

namespace Edge.Dicom;

/// <summary>The value field of encapsulated data as bytes: each item with its header, without the delimiter at the end.</summary>
internal sealed class FragmentBytes(DicomReader reader)
{
    private readonly byte[] _header = new byte[8];
    private int _headerLeft;
    private bool _isOver;

    /// <summary>The next bytes; 0 at the end.</summary>
    internal int Read(Span<byte> destination)
    {
        int done = 0;
        while (done < destination.Length && !_isOver)
        {
            if (_headerLeft > 0)
            {
                int step = Math.Min(_headerLeft, destination.Length - done);
                _header.AsSpan(_header.Length - _headerLeft, step).CopyTo(destination[done..]);
                _headerLeft -= step;
                done += step;
                continue;
            }

            int read = reader.ReadFragment(destination[done..]);
            done += read;
            if (read == 0)
            {
                Next();
            }
        }

        return done;
    }

    private void Next()
    {
        if (reader.Read() != DicomToken.Fragment)
        {
            _isOver = true;
            return;
        }

        BinaryPrimitives.WriteUInt16LittleEndian(_header, DicomTag.Item.Group);
        BinaryPrimitives.WriteUInt16LittleEndian(_header.AsSpan(2), DicomTag.Item.Element);
        BinaryPrimitives.WriteUInt32LittleEndian(_header.AsSpan(4), (uint)reader.ValueLength);
        _headerLeft = _header.Length;
    }
}
