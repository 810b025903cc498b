using System.Buffers.Binary;

namespace Edge.Dicom;

/// <summary>
/// Reads a data set forward, one token at a time, in memory that does not depend on what the input claims: a window of 16 KiB and
/// a stack of at most <see cref="DicomReadOptions.MaxDepth"/> sequences. Malformed input gives <see cref="DicomFormatException"/>.
/// Not safe for use by several threads.
/// </summary>
public sealed class DicomReader
{
    private const uint UndefinedLength = 0xFFFFFFFF;
    private const int ShortHeaderBytes = 8;
    private const int LongHeaderBytes = 12;

    private readonly DicomInput _input;
    private readonly DicomReadOptions _options;
    private ReaderFrame[] _frames = new ReaderFrame[8];
    private int _top;
    private int _sequences;
    private long _valueLeft;
    private int _swapUnit = 1;

    /// <summary>Reads from where a stream stands. The caller keeps the stream, which is read ahead of the tokens.</summary>
    /// <param name="stream">The data set, inflated already where its syntax is deflated.</param>
    /// <param name="syntax">Its encoding.</param>
    /// <param name="options">Limits; null for the defaults.</param>
    public DicomReader(Stream stream, DicomTransferSyntax syntax, DicomReadOptions? options = null)
        : this(new DicomInput(stream ?? throw new ArgumentNullException(nameof(stream))), syntax, options)
    {
    }

    internal DicomReader(DicomInput input, DicomTransferSyntax syntax, DicomReadOptions? options)
    {
        ArgumentNullException.ThrowIfNull(syntax);
        _input = input;
        _options = options ?? DicomReadOptions.Default;
        _frames[0] = new ReaderFrame(ReaderFrameKind.Root, default, -1, syntax.IsExplicit, syntax.IsBigEndian);
    }

    /// <summary>The element of the last token; of an item or fragment, the element it belongs to.</summary>
    public DicomTag Tag
    {
        get => _input.Tag;
        private set => _input.Tag = value;
    }

    /// <summary>The representation of the last element: as encoded, or the dictionary's in an implicit data set.</summary>
    public DicomVR VR { get; private set; }

    /// <summary>Bytes of the value that the element or fragment claims; -1 when a delimiter ends it.</summary>
    public long ValueLength { get; private set; }

    /// <summary>Offset of the first byte of the element, item or fragment.</summary>
    public long TokenOffset { get; private set; }

    /// <summary>Offset of the next byte to be read.</summary>
    public long Position => _input.Position;

    /// <summary>Sequences that are open around the last token.</summary>
    public int Depth => _sequences;

    /// <summary>True once reading ended because of <see cref="DicomReadOptions.StopAtTag"/>.</summary>
    public bool Stopped { get; private set; }

    /// <summary>Moves to the next token, skipping what is left of the last value.</summary>
    /// <exception cref="DicomFormatException">The input is malformed or ends too early.</exception>
    public DicomToken Read()
    {
        SkipValue();
        ref ReaderFrame top = ref _frames[_top];
        TokenOffset = _input.Position;
        if (top.End >= 0 && TokenOffset >= top.End)
        {
            return Close();
        }

        return top.Kind switch
        {
            ReaderFrameKind.Sequence => ReadItemHeader(ref top),
            ReaderFrameKind.Fragments => ReadFragmentHeader(ref top),
            _ => ReadElementHeader(ref top),
        };
    }

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

    private DicomToken ReadElementHeader(ref ReaderFrame top)
    {
        if (!_input.TryEnsure(ShortHeaderBytes))
        {
            return EndOfRoot(ref top);
        }

        ReadOnlySpan<byte> header = _input.Window;
        DicomTag tag = ReadTag(header, top.IsBigEndian);
        if (tag.Group == DicomTag.Item.Group)
        {
            return ReadItemDelimiter(ref top, tag);
        }

        if (top.Kind == ReaderFrameKind.Root && IsStop(tag))
        {
            Stopped = true;
            return DicomToken.End;
        }

        Tag = tag;
        uint length;
        if (top.IsExplicit)
        {
            length = ReadExplicitHeader(top.IsBigEndian);
        }
        else
        {
            VR = DicomDictionary.ImplicitVR(tag, top.SignedPixels);
            length = ReadUInt32(header[4..], top.IsBigEndian);
            _input.Advance(ShortHeaderBytes);
        }

        return length == UndefinedLength ? OpenUndefined(ref top) : OpenDefined(ref top, length);
    }

    private bool IsStop(DicomTag tag) =>
        (_options.StopAtTag is { } stop && tag >= stop) || (_options.OnlyGroup is { } group && tag.Group != group);

    private uint ReadExplicitHeader(bool bigEndian)
    {
        ReadOnlySpan<byte> header = _input.Window;
        VR = DicomVRTraits.FromLetters(header[4], header[5]);
        bool longForm = VR.HasLongLength();
        if (VR == DicomVR.None)
        {
            VR = DicomVR.UN;
            longForm = char.IsAsciiLetterUpper((char)header[4]) && char.IsAsciiLetterUpper((char)header[5]);
        }

        if (!longForm)
        {
            uint shortLength = bigEndian
                ? BinaryPrimitives.ReadUInt16BigEndian(header[6..])
                : BinaryPrimitives.ReadUInt16LittleEndian(header[6..]);
            _input.Advance(ShortHeaderBytes);
            return shortLength;
        }

        if (!_input.TryEnsure(LongHeaderBytes))
        {
            throw Truncated("The input ends within an element header");
        }

        uint length = ReadUInt32(_input.Window[ShortHeaderBytes..], bigEndian);
        _input.Advance(LongHeaderBytes);
        return length;
    }

    private DicomToken OpenUndefined(ref ReaderFrame top)
    {
        ValueLength = -1;
        if (VR is DicomVR.SQ or DicomVR.UN)
        {
            bool sameEncoding = VR == DicomVR.SQ || !top.IsExplicit;
            return OpenSequence(ref top, -1, top.IsExplicit && sameEncoding, top.IsBigEndian && sameEncoding);
        }

        if (!VR.IsBinary())
        {
            throw Malformed($"Undefined length for representation {VR.Letters()}");
        }

        VR = top.IsExplicit ? VR : DicomVR.OB;
        Push(new ReaderFrame(ReaderFrameKind.Fragments, Tag, -1, top.IsExplicit, top.IsBigEndian));
        return DicomToken.FragmentsStart;
    }

    private DicomToken OpenDefined(ref ReaderFrame top, uint length)
    {
        ValueLength = length;
        long end = CheckEnd(ref top, length);
        if (VR == DicomVR.SQ)
        {
            return OpenSequence(ref top, end, top.IsExplicit, top.IsBigEndian);
        }

        _valueLeft = length;
        _swapUnit = top.IsBigEndian ? VR.UnitBytes() : 1;
        if (Tag == DicomTag.PixelRepresentation && length == 2 && _input.TryEnsure(2))
        {
            top.SignedPixels = (_input.Window[0] | _input.Window[1]) == 1;
        }

        return DicomToken.Element;
    }

    private DicomToken OpenSequence(ref ReaderFrame top, long end, bool isExplicit, bool isBigEndian)
    {
        if (++_sequences > _options.MaxDepth)
        {
            throw Malformed($"Sequences are nested more than {_options.MaxDepth} deep");
        }

        VR = DicomVR.SQ;
        Push(new ReaderFrame(ReaderFrameKind.Sequence, Tag, end, isExplicit, isBigEndian) { SignedPixels = top.SignedPixels });
        return DicomToken.SequenceStart;
    }

    private DicomToken ReadItemHeader(ref ReaderFrame top)
    {
        Tag = top.Tag;
        (DicomTag tag, uint length) = ReadItemTag(top.IsBigEndian);
        if (tag == DicomTag.SequenceDelimitationItem && top.End < 0)
        {
            return Close();
        }

        if (tag != DicomTag.Item)
        {
            throw Malformed($"A sequence holds {tag} where an item should be");
        }

        ValueLength = length == UndefinedLength ? -1 : length;
        long end = length == UndefinedLength ? -1 : CheckEnd(ref top, length);
        Push(new ReaderFrame(ReaderFrameKind.Item, top.Tag, end, top.IsExplicit, top.IsBigEndian) { SignedPixels = top.SignedPixels });
        return DicomToken.ItemStart;
    }

    private DicomToken ReadFragmentHeader(ref ReaderFrame top)
    {
        Tag = top.Tag;
        (DicomTag tag, uint length) = ReadItemTag(top.IsBigEndian);
        if (tag == DicomTag.SequenceDelimitationItem)
        {
            return Close();
        }

        if (tag != DicomTag.Item || length == UndefinedLength)
        {
            throw Malformed("Encapsulated data hold something that is no fragment");
        }

        ValueLength = length;
        _ = CheckEnd(ref top, length);
        _valueLeft = length;
        _swapUnit = 1;
        return DicomToken.Fragment;
    }

    private DicomToken ReadItemDelimiter(ref ReaderFrame top, DicomTag tag)
    {
        Tag = top.Tag;
        if (tag != DicomTag.ItemDelimitationItem || top.Kind != ReaderFrameKind.Item || top.End >= 0)
        {
            throw Malformed($"{tag} stands where an element should be");
        }

        _input.Advance(ShortHeaderBytes);
        return Close();
    }

    private (DicomTag Tag, uint Length) ReadItemTag(bool bigEndian)
    {
        if (!_input.TryEnsure(ShortHeaderBytes))
        {
            throw Truncated("The input ends within a sequence");
        }

        ReadOnlySpan<byte> header = _input.Window;
        DicomTag tag = ReadTag(header, bigEndian);
        uint length = ReadUInt32(header[4..], bigEndian);
        _input.Advance(ShortHeaderBytes);
        return (tag, length);
    }

    private DicomToken EndOfRoot(ref ReaderFrame top)
    {
        if (top.Kind != ReaderFrameKind.Root || !_input.Window.IsEmpty)
        {
            throw Truncated("The input ends within a data set");
        }

        return DicomToken.End;
    }

    private DicomToken Close()
    {
        ReaderFrame closed = _frames[_top];
        Tag = closed.Tag;
        switch (closed.Kind)
        {
            case ReaderFrameKind.Sequence:
                _top--;
                _sequences--;
                return DicomToken.SequenceEnd;
            case ReaderFrameKind.Item:
                _top--;
                return DicomToken.ItemEnd;
            case ReaderFrameKind.Fragments:
                _top--;
                return DicomToken.FragmentsEnd;
            default:
                return DicomToken.End;
        }
    }

    private void Push(ReaderFrame frame)
    {
        if (++_top == _frames.Length)
        {
            Array.Resize(ref _frames, _frames.Length * 2);
        }

        _frames[_top] = frame;
    }

    private long CheckEnd(ref ReaderFrame container, uint length)
    {
        long end = _input.Position + length;
        if (container.End >= 0 && end > container.End)
        {
            throw Malformed($"A length of {length} reaches beyond what holds it");
        }

        if (_input.Length >= 0 && end > _input.Length)
        {
            throw Truncated($"A length of {length} reaches beyond the end of the input");
        }

        return end;
    }

    private static DicomTag ReadTag(ReadOnlySpan<byte> bytes, bool bigEndian) => bigEndian
        ? new DicomTag(BinaryPrimitives.ReadUInt16BigEndian(bytes), BinaryPrimitives.ReadUInt16BigEndian(bytes[2..]))
        : new DicomTag(BinaryPrimitives.ReadUInt16LittleEndian(bytes), BinaryPrimitives.ReadUInt16LittleEndian(bytes[2..]));

    private static uint ReadUInt32(ReadOnlySpan<byte> bytes, bool bigEndian) =>
        bigEndian ? BinaryPrimitives.ReadUInt32BigEndian(bytes) : BinaryPrimitives.ReadUInt32LittleEndian(bytes);

    private DicomFormatException Malformed(string problem) => new(problem, TokenOffset, Tag);

    private DicomFormatException Truncated(string problem) => new(problem, TokenOffset, Tag, endOfInput: true);
}
