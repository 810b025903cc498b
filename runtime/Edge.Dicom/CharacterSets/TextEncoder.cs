namespace Edge.Dicom;

/// <summary>
/// Encodes one element's text in the graphic sets of a character set, and goes back to the initial set before every delimiter and at
/// the end (PS3.5 6.1.2.5.3).
/// </summary>
internal sealed class TextEncoder(DicomCharacterSet characterSet, DicomVR vr)
{
    private readonly List<byte> _bytes = [];
    private GraphicSet _lower = characterSet.InitialLower;
    private GraphicSet _upper = characterSet.InitialUpper;

    /// <summary>The encoded text; characters that no set has become question marks.</summary>
    internal byte[] Encode(string text)
    {
        foreach (char character in text)
        {
            if (IsDelimiter(character))
            {
                Restore();
                _bytes.Add((byte)character);
                _upper = characterSet.InitialUpper;
            }
            else if (!TryWrite(_lower, character) && !TryWrite(_upper, character) && !TrySwitch(character))
            {
                _ = TryWrite(_lower, '?') || TrySwitch('?');
            }
        }

        Restore();
        return [.. _bytes];
    }

    private bool IsDelimiter(char character) => character switch
    {
        '\n' or '\f' or '\r' or '\t' => true,
        '\\' => vr.AllowsMultipleText(),
        '^' or '=' => vr == DicomVR.PN,
        _ => false,
    };

    private bool TryWrite(GraphicSet set, char character)
    {
        if (!set.TryEncode(character, out ushort code))
        {
            return false;
        }

        if (set.BytesPerCharacter == 2)
        {
            _bytes.Add((byte)(code >> 8));
        }

        _bytes.Add((byte)code);
        return true;
    }

    private bool TrySwitch(char character)
    {
        if (!characterSet.AllowsEscapes)
        {
            return false;
        }

        foreach (GraphicSet set in characterSet.Sets.Prepend(GraphicSets.Ascii))
        {
            if (set.TryEncode(character, out _))
            {
                _bytes.AddRange(set.Escape);
                _lower = set.IsLower ? set : _lower;
                _upper = set.IsLower ? _upper : set;
                return TryWrite(set, character);
            }
        }

        return false;
    }

    private void Restore()
    {
        if (_lower != characterSet.InitialLower)
        {
            _bytes.AddRange(characterSet.InitialLower.Escape);
            _lower = characterSet.InitialLower;
        }
    }
}
