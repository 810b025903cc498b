using System.Text;

namespace Edge.Dicom;

/// <summary>How the text of a data set is encoded (PS3.5 6.1, PS3.3 C.12.1.1.2).</summary>
public sealed class DicomCharacterSet
{
    /// <summary>The default repertoire, ISO-IR 6.</summary>
    public static readonly DicomCharacterSet Default = new([]);

    private readonly Encoding _encoding;

    private DicomCharacterSet(string[] terms)
    {
        Terms = terms;
        _encoding = terms.Contains("ISO_IR 192") ? Encoding.UTF8 : Encoding.Latin1;
    }

    /// <summary>The defined terms of Specific Character Set (0008,0005), in order.</summary>
    public IReadOnlyList<string> Terms { get; }

    /// <summary>Reads the value of Specific Character Set (0008,0005).</summary>
    /// <param name="value">The value as encoded.</param>
    public static DicomCharacterSet FromBytes(ReadOnlySpan<byte> value) =>
        new(Array.ConvertAll(Encoding.Latin1.GetString(value).Split('\\'), term => term.Trim(' ', '\0')));

    /// <summary>Decodes text. Bytes that mean nothing become U+FFFD; nothing is thrown.</summary>
    /// <param name="bytes">The value as encoded.</param>
    /// <param name="vr">Its representation.</param>
    public string Decode(ReadOnlySpan<byte> bytes, DicomVR vr) =>
        (vr.UsesCharacterSet() ? _encoding : Encoding.Latin1).GetString(bytes);

    /// <summary>Encodes text; characters that the set lacks become question marks.</summary>
    /// <param name="text">The text.</param>
    /// <param name="vr">Its representation.</param>
    public byte[] Encode(string text, DicomVR vr) =>
        (vr.UsesCharacterSet() ? _encoding : Encoding.Latin1).GetBytes(text);
}
