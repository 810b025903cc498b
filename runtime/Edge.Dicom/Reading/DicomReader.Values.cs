namespace Edge.Dicom;

/// <content>Values: read in pieces, whole, or passed over.</content>
public sealed partial class DicomReader
{
    /// <summary>Reads the next bytes of the value, in little-endian order whatever the input's; 0 once it is all read.</summary>
    /// <param name="destination">At least 8 bytes, so that no number is split.</param>
    /// <exception cref="DicomFormatException">The input ends within the value.</exception>
    public int ReadValue(Span<byte> destination)
    {
        int wanted = _valueLeft <= destination.Length ? (int)_valueLeft : destination.Length & ~7;
        Span<byte> target = destination[..wanted];
        int done = 0;
        while (done < wanted)
        {
            int read = _input.Read(target[done..]);
            if (read == 0)
            {
                throw Truncated("The input ends within a value");
            }

            done += read;
        }

        _valueLeft -= wanted;
        ByteOrder.Swap(target, _swapUnit);
        return wanted;
    }

    /// <summary>Reads the next bytes of a fragment, which has no numbers; 0 once it is all read.</summary>
    internal int ReadFragment(Span<byte> destination)
    {
        int read = _input.Read(destination[..(int)Math.Min(destination.Length, _valueLeft)]);
        if (read == 0 && _valueLeft > 0 && !destination.IsEmpty)
        {
            throw Truncated("The input ends within a fragment");
        }

        _valueLeft -= read;
        return read;
    }

    /// <summary>Reads the rest of the value into memory that grows only as bytes really arrive.</summary>
    /// <exception cref="DicomFormatException">The input ends within the value, or the value exceeds what an array can hold.</exception>
    public byte[] ReadValue()
    {
        if (_valueLeft > Array.MaxLength)
        {
            throw Malformed("A value is too long to be held in memory");
        }

        bool lengthIsCertain = _input.Length >= 0;
        byte[] value = new byte[lengthIsCertain ? _valueLeft : Math.Min(_valueLeft, DicomInput.WindowBytes)];
        int done = 0;
        while (_valueLeft > 0)
        {
            if (done == value.Length)
            {
                Array.Resize(ref value, (int)Math.Min(done + _valueLeft, value.Length * 2L));
            }

            done += ReadValue(value.AsSpan(done));
        }

        return value;
    }

    /// <summary>Passes over what is left of the value.</summary>
    /// <exception cref="DicomFormatException">The input ends within the value.</exception>
    public void SkipValue()
    {
        if (_valueLeft > 0)
        {
            long skipped = _input.Skip(_valueLeft);
            if (skipped < _valueLeft)
            {
                throw Truncated("The input ends within a value");
            }

            _valueLeft = 0;
        }
    }
}
