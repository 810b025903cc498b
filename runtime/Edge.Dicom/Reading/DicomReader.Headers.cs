using System.Buffers.Binary;

namespace Edge.Dicom;

/// <content>Headers of elements, items and fragments (PS3.5 7.1 and 7.5, A.4).</content>
public sealed partial class DicomReader
{
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
            StoppedElementEnd = EndAhead(in top);
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

    /// <summary>Where the element ends whose header is next in the window, or -1 when it does not state a length of 32 bits.</summary>
    private long EndAhead(in ReaderFrame top)
    {
        bool isLong = top.IsExplicit && DicomVRTraits.FromLetters(_input.Window[4], _input.Window[5]).HasLongLength();
        int headerBytes = isLong ? LongHeaderBytes : ShortHeaderBytes;
        if (top.IsExplicit != isLong || !_input.TryEnsure(headerBytes))
        {
            return -1;
        }

        uint length = ReadUInt32(_input.Window[(headerBytes - 4)..], top.IsBigEndian);
        return length == UndefinedLength ? -1 : _input.Position + headerBytes + length;
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

    /// <summary>
    /// Takes the element just read, whose representation is unknown and of whose value nothing was read, for a sequence in Implicit VR Little Endian,
    /// as one is encoded there (PS3.5 6.2.2, note 4): its items come next.
    /// </summary>
    /// <exception cref="DicomFormatException">Sequences are nested too deep.</exception>
    internal void OpenAsSequence()
    {
        long end = _input.Position + _valueLeft;
        _valueLeft = 0;
        _ = OpenSequence(ref _frames[_top], end, isExplicit: false, isBigEndian: false);
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

    private static DicomTag ReadTag(ReadOnlySpan<byte> bytes, bool bigEndian) => bigEndian
        ? new DicomTag(BinaryPrimitives.ReadUInt16BigEndian(bytes), BinaryPrimitives.ReadUInt16BigEndian(bytes[2..]))
        : new DicomTag(BinaryPrimitives.ReadUInt16LittleEndian(bytes), BinaryPrimitives.ReadUInt16LittleEndian(bytes[2..]));

    private static uint ReadUInt32(ReadOnlySpan<byte> bytes, bool bigEndian) =>
        bigEndian ? BinaryPrimitives.ReadUInt32BigEndian(bytes) : BinaryPrimitives.ReadUInt32LittleEndian(bytes);
}
