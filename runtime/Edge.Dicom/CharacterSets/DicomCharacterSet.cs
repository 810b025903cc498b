using System.Globalization;
using System.Text;

namespace Edge.Dicom;

/// <summary>
/// How the text of a data set is encoded (PS3.5 6.1, PS3.3 C.12.1.1.2): the default repertoire, one set of ISO 8859 or JIS X 0201, several
/// sets switched by ISO 2022 escape sequences, or UTF-8, GB18030 or GBK.
/// </summary>
public sealed class DicomCharacterSet
{
    /// <summary>The default repertoire, ISO-IR 6. Bytes beyond it are read as Latin-1, which is what they are as a rule.</summary>
    public static readonly DicomCharacterSet Default = new([]);

    /// <summary>UTF-8, <c>ISO_IR 192</c>.</summary>
    public static readonly DicomCharacterSet Utf8 = new(["ISO_IR 192"]);

    private static readonly Lazy<Encoding> Gb18030 = new(() => GraphicSets.CodePage(54936));
    private static readonly Lazy<Encoding> Gbk = new(() => GraphicSets.CodePage(936));

    private DicomCharacterSet(string[] terms)
    {
        Terms = terms;
        string first = terms.Length > 0 ? terms[0] : string.Empty;
        Whole = first.ToUpperInvariant() switch
        {
            "ISO_IR 192" or "ISO IR 192" or "ISO-IR 192" or "ISO 2022 IR 192" => Encoding.UTF8,
            "GB18030" or "ISO 2022 GB18030" => Gb18030.Value,
            "GBK" or "ISO 2022 GBK" => Gbk.Value,
            _ => null,
        };
        AllowsEscapes = Whole is null && (terms.Length > 1 || first.StartsWith("ISO 2022", StringComparison.OrdinalIgnoreCase));
        InitialLower = GraphicSets.Ascii;
        InitialUpper = GraphicSets.Latin1;
        foreach (GraphicSet set in GraphicSets.OfRegistration(Registration(first)))
        {
            if (!set.IsLower)
            {
                InitialUpper = set;
            }
            else if (set.BytesPerCharacter == 1)
            {
                InitialLower = set;
            }
        }

        foreach (string term in terms)
        {
            Sets.AddRange(GraphicSets.OfRegistration(Registration(term)));
        }
    }

    /// <summary>The defined terms of Specific Character Set (0008,0005), in order; an empty first term is the default repertoire.</summary>
    public IReadOnlyList<string> Terms { get; }

    /// <summary>The encoding of all text where there are no graphic sets to switch; null otherwise.</summary>
    internal Encoding? Whole { get; }

    /// <summary>True when escape sequences may occur.</summary>
    internal bool AllowsEscapes { get; }

    /// <summary>The set in the lower half at the start of each value.</summary>
    internal GraphicSet InitialLower { get; }

    /// <summary>The set in the upper half at the start of each value.</summary>
    internal GraphicSet InitialUpper { get; }

    /// <summary>Every set the terms name.</summary>
    internal List<GraphicSet> Sets { get; } = [];

    /// <summary>Reads the value of Specific Character Set (0008,0005). Unknown terms count as the default repertoire.</summary>
    /// <param name="value">The value as encoded.</param>
    public static DicomCharacterSet FromBytes(ReadOnlySpan<byte> value)
    {
        string text = Encoding.Latin1.GetString(value).TrimEnd(' ', '\0');
        return text.Length == 0 ? Default : FromTerms(text.Split('\\'));
    }

    /// <summary>The character set of defined terms such as <c>ISO_IR 100</c> or an empty term and <c>ISO 2022 IR 87</c>.</summary>
    /// <param name="terms">The terms in order. Unknown ones count as the default repertoire.</param>
    public static DicomCharacterSet FromTerms(params IEnumerable<string> terms) => new([.. terms.Select(term => term.Trim(' ', '\0'))]);

    /// <summary>Decodes text. Bytes that mean nothing become U+FFFD; nothing is thrown.</summary>
    /// <param name="bytes">The value as encoded.</param>
    /// <param name="vr">Its representation, which decides whether the character set applies and what resets it.</param>
    public string Decode(ReadOnlySpan<byte> bytes, DicomVR vr)
    {
        if (System.Text.Ascii.IsValid(bytes) && !AllowsEscapes && InitialLower == GraphicSets.Ascii)
        {
            return Encoding.ASCII.GetString(bytes);
        }

        var decoder = new TextDecoder();
        decoder.Start(this, vr);
        char[] characters = new char[TextDecoder.MaxCharacters(bytes.Length)];
        return new string(characters, 0, decoder.Decode(bytes, characters, isLast: true));
    }

    /// <summary>Encodes text, with escape sequences where the terms allow them; characters that no set has become question marks.</summary>
    /// <param name="text">The text.</param>
    /// <param name="vr">Its representation.</param>
    public byte[] Encode(string text, DicomVR vr)
    {
        ArgumentNullException.ThrowIfNull(text);
        if (!vr.UsesCharacterSet())
        {
            return Encoding.Latin1.GetBytes(text);
        }

        return Whole is not null ? Whole.GetBytes(text) : new TextEncoder(this, vr).Encode(text);
    }

    /// <summary>The number in "ISO_IR 100" or "ISO 2022 IR 100", however spaced or joined; 0 when there is none.</summary>
    private static int Registration(string term)
    {
        int start = term.Length;
        while (start > 0 && char.IsAsciiDigit(term[start - 1]))
        {
            start--;
        }

        return start < term.Length && int.TryParse(term.AsSpan(start), NumberStyles.None, CultureInfo.InvariantCulture, out int number) ? number : 0;
    }
}
