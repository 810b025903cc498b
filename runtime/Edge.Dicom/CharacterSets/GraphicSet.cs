using System.Collections.Frozen;
using System.Text;

namespace Edge.Dicom;

/// <summary>
/// A set of graphic characters that ISO 2022 escape sequences bring into use (PS3.3 Tables C.12-3 and C.12-4): one byte a character, or
/// two of 94 by 94; in the lower half of the code (G0) or the upper (G1).
/// </summary>
internal sealed class GraphicSet
{
    /// <summary>Stands for a code that means nothing.</summary>
    internal const char Unknown = '\uFFFD';

    private const int RowLength = 94;
    private const byte FirstCode = 0x21;

    private readonly Lazy<char[]> _characters;
    private readonly Lazy<FrozenDictionary<char, ushort>> _codes;

    private GraphicSet(string escape, bool isLower, int bytesPerCharacter, Func<char[]> characters)
    {
        Escape = Encoding.ASCII.GetBytes("\u001B" + escape);
        IsLower = isLower;
        BytesPerCharacter = bytesPerCharacter;
        _characters = new Lazy<char[]>(characters);
        _codes = new Lazy<FrozenDictionary<char, ushort>>(Invert);
    }

    /// <summary>The sequence that brings the set into use, ESC included.</summary>
    internal byte[] Escape { get; }

    /// <summary>True for G0 (codes 0x21 to 0x7E), false for G1 (0xA0 to 0xFF).</summary>
    internal bool IsLower { get; }

    /// <summary>1 or 2.</summary>
    internal int BytesPerCharacter { get; }

    /// <summary>A set of single bytes; <paramref name="character"/> maps 0x20 to 0x7F, whichever half it is used in.</summary>
    internal static GraphicSet OfSingleBytes(string escape, bool isLower, Func<byte, char> character) =>
        new(escape, isLower, 1, () => [.. Enumerable.Range(0, 128).Select(code => character((byte)code))]);

    /// <summary>A set of two bytes; <paramref name="character"/> maps codes of 0x21 to 0x7E each.</summary>
    internal static GraphicSet OfDoubleBytes(string escape, bool isLower, Func<byte, byte, char> character) =>
        new(escape, isLower, 2, () =>
        [
            .. from first in Enumerable.Range(FirstCode, RowLength)
               from second in Enumerable.Range(FirstCode, RowLength)
               select character((byte)first, (byte)second),
        ]);

    /// <summary>True for a byte that can be half of a character of two bytes.</summary>
    internal static bool IsDoubleByteCode(byte code) => (code & 0x7F) is >= FirstCode and < FirstCode + RowLength;

    /// <summary>The character of a single byte.</summary>
    internal char Decode(byte code) => _characters.Value[code & 0x7F];

    /// <summary>The character of two bytes, each of which is in range.</summary>
    internal char Decode(byte first, byte second) =>
        _characters.Value[(((first & 0x7F) - FirstCode) * RowLength) + (second & 0x7F) - FirstCode];

    /// <summary>Finds the code of a character: a byte, or two with the first one high.</summary>
    internal bool TryEncode(char character, out ushort code) => _codes.Value.TryGetValue(character, out code);

    private FrozenDictionary<char, ushort> Invert()
    {
        char[] characters = _characters.Value;
        int high = IsLower ? 0 : 0x80;
        var codes = new Dictionary<char, ushort>();
        for (int i = 0; i < characters.Length; i++)
        {
            int code = BytesPerCharacter == 1
                ? i | high
                : ((((i / RowLength) + FirstCode) | high) << 8) | ((i % RowLength) + FirstCode) | high;
            if (characters[i] != Unknown)
            {
                _ = codes.TryAdd(characters[i], (ushort)code);
            }
        }

        return codes.ToFrozenDictionary();
    }
}
