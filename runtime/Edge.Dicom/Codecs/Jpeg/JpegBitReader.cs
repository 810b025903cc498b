namespace Edge.Dicom.Codecs.Jpeg;

/// <summary>Reads entropy-coded bits (ISO/IEC 10918-1 F.2.2.5): drops stuffed bytes and stops at a marker, where it yields zeros.</summary>
internal ref struct JpegBitReader
{
    private readonly ReadOnlySpan<byte> _data;
    private int _position;
    private ulong _bits;
    private int _available;
    private int _real;
    private bool _ended;

    public JpegBitReader(ReadOnlySpan<byte> data, int position)
    {
        _data = data;
        _position = position;
    }

    /// <summary>True once more bits were taken than the data held.</summary>
    public readonly bool IsOverrun => _real < 0;

    /// <summary>Byte position of the marker that ended the bits, or of the next byte.</summary>
    public readonly int Position => _position;

    /// <summary>Makes at least 32 bits available; zeros after the end.</summary>
    public void Fill()
    {
        while (_available <= 56)
        {
            ulong next = 0;
            if (!_ended)
            {
                if (_position >= _data.Length)
                {
                    _ended = true;
                }
                else if (_data[_position] != 0xFF)
                {
                    next = _data[_position++];
                    _real += 8;
                }
                else if (_position + 1 < _data.Length && _data[_position + 1] == 0)
                {
                    next = 0xFF;
                    _position += 2;
                    _real += 8;
                }
                else
                {
                    _ended = true;
                }
            }

            _bits |= next << (56 - _available);
            _available += 8;
        }
    }

    /// <summary>Takes 0 to 16 bits that <see cref="Fill"/> made available.</summary>
    public int Take(int count)
    {
        if (count == 0)
        {
            return 0;
        }

        int value = (int)(_bits >> (64 - count));
        Drop(count);
        return value;
    }

    /// <summary>Decodes one symbol; call <see cref="Fill"/> first.</summary>
    public int Symbol(JpegHuffmanTable table)
    {
        int entry = table.Fast[(int)(_bits >> (64 - JpegHuffmanTable.FastBits))];
        if (entry != 0)
        {
            Drop(entry >> 8);
            return entry & 0xFF;
        }

        int length = table.SlowLength((int)(_bits >> 48), out int symbol);
        Drop(length);
        return symbol;
    }

    /// <summary>Takes a signed value of <paramref name="category"/> bits (F.2.2.1, EXTEND).</summary>
    public int Extend(int category)
    {
        int value = Take(category);
        return category == 0 || value >= 1 << (category - 1) ? value : value - (1 << category) + 1;
    }

    /// <summary>Discards the rest of the interval and steps over a restart marker (F.2.2.4).</summary>
    /// <exception cref="DicomCodecException">There is no restart marker.</exception>
    public void Restart()
    {
        while (_position + 1 < _data.Length && !(_data[_position] == 0xFF && _data[_position + 1] is >= 0xD0 and <= 0xD7))
        {
            if (_data[_position] == 0xFF && _data[_position + 1] is not (0 or 0xFF))
            {
                break;
            }

            _position++;
        }

        if (_position + 1 >= _data.Length || _data[_position + 1] is < 0xD0 or > 0xD7)
        {
            throw new DicomCodecException("The JPEG frame lacks a restart marker: it is truncated or damaged.");
        }

        _position += 2;
        _bits = 0;
        _available = 0;
        _real = 0;
        _ended = false;
    }

    private void Drop(int count)
    {
        _bits <<= count;
        _available -= count;
        _real -= count;
    }
}
