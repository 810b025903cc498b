using System.Text;

namespace Edge.Dicom;

/// <summary>The graphic sets that Specific Character Set (0008,0005) can name (PS3.3 C.12.1.1.2), by ISO registration number.</summary>
internal static class GraphicSets
{
    internal static readonly GraphicSet Ascii = GraphicSet.OfSingleBytes("(B", isLower: true, code => (char)code);
    internal static readonly GraphicSet Latin1 = Latin("-A", 28591);

    /// <summary>JIS X 0201 Romaji: ASCII but for the yen sign and the overline.</summary>
    internal static readonly GraphicSet Romaji = GraphicSet.OfSingleBytes("(J", isLower: true, code => code switch
    {
        0x5C => '\u00A5',
        0x7E => '\u203E',
        _ => (char)code,
    });

    /// <summary>JIS X 0201 Katakana: half-width forms.</summary>
    internal static readonly GraphicSet Katakana = GraphicSet.OfSingleBytes(
        ")I", isLower: false, code => code is >= 0x21 and <= 0x5F ? (char)(0xFF61 + code - 0x21) : GraphicSet.Unknown);

    private static readonly Lazy<Encoding> Japanese = new(() => CodePage(20932));
    private static readonly Lazy<Encoding> Korean = new(() => CodePage(949));
    private static readonly Lazy<Encoding> Chinese = new(() => CodePage(936));

    private static readonly GraphicSet JisX0208 = GraphicSet.OfDoubleBytes(
        "$B", isLower: true, (first, second) => JapaneseForm(Pair(Japanese.Value, first | 0x80, second | 0x80), (first << 8) | second));

    private static readonly GraphicSet JisX0212 = GraphicSet.OfDoubleBytes(
        "$(D", isLower: true, (first, second) => ((first << 8) | second) switch
        {
            0x2237 => '~',
            0x2271 => '\u2116',
            _ => Pair(Japanese.Value, first | 0x80, second),
        });

    private static readonly GraphicSet KsX1001 = GraphicSet.OfDoubleBytes(
        "$)C", isLower: false, (first, second) => Pair(Korean.Value, first | 0x80, second | 0x80));

    private static readonly GraphicSet Gb2312 = GraphicSet.OfDoubleBytes(
        "$)A", isLower: false, (first, second) => Pair(Chinese.Value, first | 0x80, second | 0x80));

    private static readonly Dictionary<int, GraphicSet[]> ByRegistration = new()
    {
        [6] = [Ascii],
        [13] = [Romaji, Katakana],
        [58] = [Gb2312],
        [87] = [JisX0208],
        [100] = [Latin1],
        [101] = [Latin("-B", 28592)],
        [109] = [Latin("-C", 28593)],
        [110] = [Latin("-D", 28594)],
        [126] = [Latin("-F", 28597)],
        [127] = [Latin("-G", 28596)],
        [138] = [Latin("-H", 28598)],
        [144] = [Latin("-L", 28595)],
        [148] = [Latin("-M", 28599)],
        [149] = [KsX1001],
        [159] = [JisX0212],
        [166] = [Latin("-T", 874)],
        [203] = [Latin("-b", 28605)],
    };

    private static readonly GraphicSet[] All = [.. ByRegistration.Values.SelectMany(sets => sets)];

    /// <summary>The sets of a registration number: two for JIS X 0201, one else, none when unknown.</summary>
    internal static ReadOnlySpan<GraphicSet> OfRegistration(int number) => ByRegistration.GetValueOrDefault(number, []);

    /// <summary>Finds the set of an escape sequence, and tells whether more bytes could still make one.</summary>
    internal static GraphicSet? OfEscape(ReadOnlySpan<byte> escape, out bool isPrefix)
    {
        isPrefix = false;
        foreach (GraphicSet set in All)
        {
            if (escape.SequenceEqual(set.Escape))
            {
                return set;
            }

            isPrefix |= set.Escape.AsSpan().StartsWith(escape);
        }

        return null;
    }

    /// <summary>A code page of the runtime that puts U+FFFD for what it lacks.</summary>
    internal static Encoding CodePage(int number)
    {
        Encoding encoding = (Encoding)(CodePagesEncodingProvider.Instance.GetEncoding(number) ?? Encoding.GetEncoding(number)).Clone();
        encoding.DecoderFallback = new DecoderReplacementFallback(GraphicSet.Unknown.ToString());
        return encoding;
    }

    private static GraphicSet Latin(string escape, int codePage)
    {
        var encoding = new Lazy<Encoding>(() => CodePage(codePage));
        return GraphicSet.OfSingleBytes(escape, isLower: false, code => LatinForm(encoding.Value.GetString([(byte)(code | 0x80)])[0], codePage, code | 0x80));
    }

    private static char Pair(Encoding encoding, int first, int second) =>
        encoding.GetString([(byte)first, (byte)second]) is [char single] ? single : GraphicSet.Unknown;

    /// <summary>ISO 8859-7 and 8859-8 gained characters, and quotation marks changed, after the code pages of the runtime were fixed.</summary>
    private static char LatinForm(char character, int codePage, int code) => (codePage, code) switch
    {
        (28597, 0xA1) => '\u2018',
        (28597, 0xA2) => '\u2019',
        (28597, 0xA4) => '\u20AC',
        (28597, 0xA5) => '\u20AF',
        (28597, 0xAA) => '\u037A',
        (28598, 0xAF) => '\u00AF',
        (28598, 0xFD) => '\u200E',
        (28598, 0xFE) => '\u200F',
        _ => char.IsBetween(character, '\uE000', '\uF8FF') ? GraphicSet.Unknown : character,
    };

    /// <summary>The code page follows Microsoft in six signs; these are what JIS X 0208 itself defines.</summary>
    private static char JapaneseForm(char character, int code) => code switch
    {
        0x2141 => '\u301C',
        0x2142 => '\u2016',
        0x215D => '\u2212',
        0x2171 => '\u00A2',
        0x2172 => '\u00A3',
        0x224C => '\u00AC',
        _ => character,
    };
}
