namespace Edge.Dicom;

/// <summary>Goes through a data set token by token, past what is no content: group lengths and trailing padding.</summary>
internal sealed class ContentCursor(DicomReader reader)
{
    // PS3.10 7.2.
    private static readonly DicomTag TrailingPadding = new(0xFFFC, 0xFFFC);

    private bool _isInFragments;

    /// <summary>Reads the values.</summary>
    internal DicomReader Reader => reader;

    /// <summary>What it stands at.</summary>
    internal DicomToken Token { get; private set; }

    /// <summary>The element it stands at; of an item or fragment, the element it belongs to.</summary>
    internal DicomTag Tag => reader.Tag;

    /// <summary>Sequences open around it.</summary>
    internal int Depth => reader.Depth;

    /// <summary>True after the last element.</summary>
    internal bool IsAtEnd => Token == DicomToken.End;

    /// <summary>True when an element of the data set itself ends here, so that its next one follows.</summary>
    internal bool IsDone => Depth == 0 && !_isInFragments && Token is DicomToken.Element or DicomToken.SequenceEnd or DicomToken.FragmentsEnd;

    /// <summary>Moves on to the next token that counts.</summary>
    internal void Next()
    {
        do
        {
            Token = reader.Read();
            _isInFragments = Token is DicomToken.FragmentsStart or DicomToken.Fragment;
        }
        while (Token == DicomToken.Element && (Tag.Element == 0 || Tag == TrailingPadding));
    }

    /// <summary>Moves on to the next element of the data set itself, past what is left of the one it stands in.</summary>
    internal void Leave()
    {
        while (!IsAtEnd && !IsDone)
        {
            Next();
        }

        if (!IsAtEnd)
        {
            Next();
        }
    }

    /// <summary>
    /// Where one stands at a sequence and the other at the same element with an unknown representation, as a private sequence is in an implicit
    /// data set, the other becomes a sequence too.
    /// </summary>
    internal static void Align(ContentCursor one, ContentCursor other)
    {
        if (one.Tag != other.Tag)
        {
            return;
        }

        if (one.Token == DicomToken.SequenceStart)
        {
            other.OpenUnknown();
        }
        else if (other.Token == DicomToken.SequenceStart)
        {
            one.OpenUnknown();
        }
    }

    private void OpenUnknown()
    {
        if (Token == DicomToken.Element && reader.VR == DicomVR.UN)
        {
            reader.OpenAsSequence();
            Token = DicomToken.SequenceStart;
        }
    }
}
