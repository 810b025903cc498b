using System.Text;

namespace Edge.Dicom;

/// <summary>
/// Decodes one element's text piece by piece, so that a value of any length needs little memory. Line ends, backslashes and, in person
/// names, <c>^</c> and <c>=</c> bring the initial sets back (PS3.5 6.1.2.5.3).
/// </summary>
internal sealed class TextDecoder
{
    private const byte EscapeByte = 0x1B;
    private const byte Backslash = 0x5C;
    private const int MaxEscapeBytes = 4;

    private readonly byte[] _escape = new byte[MaxEscapeBytes];
    private DicomCharacterSet _set = DicomCharacterSet.Default;
    private DicomVR _vr;
    private Encoding? _encoding;
    private Decoder? _whole;
    private int _escapeLength;
    private byte _lead;
    private GraphicSet _lower = GraphicSets.Ascii;
    private GraphicSet _upper = GraphicSets.Latin1;

    /// <summary>Starts an element.</summary>
    internal void Start(DicomCharacterSet characterSet, DicomVR vr)
    {
        _set = vr.UsesCharacterSet() ? characterSet : DicomCharacterSet.Default;
        _vr = vr;
        _lower = _set.InitialLower;
        _upper = _set.InitialUpper;
        if (_encoding != _set.Whole)
        {
            _encoding = _set.Whole;
            _whole = _encoding?.GetDecoder();
        }
    }

    /// <summary>Characters that a number of bytes can give, with what an earlier piece left over.</summary>
    internal static int MaxCharacters(int bytes) => bytes + 8;

    /// <summary>Decodes the next bytes.</summary>
    /// <param name="bytes">The bytes.</param>
    /// <param name="characters">Room for <see cref="MaxCharacters"/> of them.</param>
    /// <param name="isLast">True when no more follow.</param>
    /// <returns>Characters written.</returns>
    internal int Decode(ReadOnlySpan<byte> bytes, Span<char> characters, bool isLast)
    {
        if (_whole is not null)
        {
            return _whole.GetChars(bytes, characters, isLast);
        }

        int written = 0;
        foreach (byte code in bytes)
        {
            Next(code, characters, ref written);
        }

        if (isLast)
        {
            AbandonEscape(characters, ref written);
            AbandonLead(characters, ref written);
        }

        return written;
    }

    private void Next(byte code, Span<char> characters, ref int written)
    {
        if (_escapeLength > 0)
        {
            ContinueEscape(code, characters, ref written);
            return;
        }

        if (_lead != 0)
        {
            if (GraphicSet.IsDoubleByteCode(code) && ((code ^ _lead) & 0x80) == 0)
            {
                GraphicSet set = code < 0x80 ? _lower : _upper;
                characters[written++] = set.Decode(_lead, code);
                _lead = 0;
                return;
            }

            AbandonLead(characters, ref written);
        }

        if (code == EscapeByte && _set.AllowsEscapes)
        {
            _escape[_escapeLength++] = code;
            return;
        }

        Plain(code, characters, ref written);
    }

    private void Plain(byte code, Span<char> characters, ref int written)
    {
        GraphicSet set = code < 0x80 ? _lower : _upper;
        if (set.BytesPerCharacter == 2 && GraphicSet.IsDoubleByteCode(code))
        {
            _lead = code;
            return;
        }

        bool isSeparator = code == Backslash && _vr.AllowsMultipleText();
        bool isGraphic = code is >= 0x20 and not 0x7F && set.BytesPerCharacter == 1;
        characters[written++] = isGraphic && !isSeparator ? set.Decode(code) : (char)code;
        if (isSeparator || code is (byte)'\n' or (byte)'\f' or (byte)'\r' or (byte)'\t' || (_vr == DicomVR.PN && code is (byte)'^' or (byte)'='))
        {
            _lower = _set.InitialLower;
            _upper = _set.InitialUpper;
        }
    }

    private void ContinueEscape(byte code, Span<char> characters, ref int written)
    {
        _escape[_escapeLength++] = code;
        GraphicSet? set = GraphicSets.OfEscape(_escape.AsSpan(0, _escapeLength), out bool isPrefix);
        if (set is not null)
        {
            _escapeLength = 0;
            if (set.IsLower)
            {
                _lower = set;
            }
            else
            {
                _upper = set;
            }
        }
        else if (!isPrefix)
        {
            AbandonEscape(characters, ref written);
        }
    }

    private void AbandonEscape(Span<char> characters, ref int written)
    {
        int length = _escapeLength;
        _escapeLength = 0;
        for (int i = 0; i < length; i++)
        {
            characters[written++] = (char)_escape[i];
        }
    }

    private void AbandonLead(Span<char> characters, ref int written)
    {
        if (_lead != 0)
        {
            characters[written++] = GraphicSet.Unknown;
            _lead = 0;
        }
    }
}
