namespace Edge.Dicom;

/// <summary>
/// Reads a data set forward, one token at a time, in memory that does not depend on what the input claims: a window of 16 KiB and
/// a stack of at most <see cref="DicomReadOptions.MaxDepth"/> sequences. Malformed input gives <see cref="DicomFormatException"/>.
/// Not safe for use by several threads.
/// </summary>
public sealed partial class DicomReader
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

    /// <summary>Once <see cref="Stopped"/>: the offset behind the value of the element reading stopped at; -1 when a delimiter ends it, or it is not known.</summary>
    public long StoppedElementEnd { get; private set; } = -1;

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

        if (top.Limit >= 0 && TokenOffset + ShortHeaderBytes > top.Limit)
        {
            // A delimiter that is missing or comes too late must not let an inner container take what follows the outer one.
            Tag = top.Tag;
            throw Malformed("The contents reach beyond the end that a container states");
        }

        return top.Kind switch
        {
            ReaderFrameKind.Sequence => ReadItemHeader(ref top),
            ReaderFrameKind.Fragments => ReadFragmentHeader(ref top),
            _ => ReadElementHeader(ref top),
        };
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
        if (frame.End < 0)
        {
            frame.Limit = _frames[_top].Limit;
        }

        if (++_top == _frames.Length)
        {
            Array.Resize(ref _frames, _frames.Length * 2);
        }

        _frames[_top] = frame;
    }

    private long CheckEnd(ref ReaderFrame container, uint length)
    {
        long end = _input.Position + length;
        if (container.Limit >= 0 && end > container.Limit)
        {
            throw Malformed($"A length of {length} reaches beyond what holds it");
        }

        if (_input.Length >= 0 && end > _input.Length)
        {
            throw Truncated($"A length of {length} reaches beyond the end of the input");
        }

        return end;
    }

    private DicomFormatException Malformed(string problem) => new(problem, TokenOffset, Tag);

    private DicomFormatException Truncated(string problem) => new(problem, TokenOffset, Tag, endOfInput: true);
}
