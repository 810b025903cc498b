using System.Globalization;
using System.Text;
using Edge.Contracts;
using Edge.Dicom;

namespace Edge.Ctl.Dicom;

/// <summary>Lists a file one element a line: tag, representation, value or its beginning, length, keyword.</summary>
internal sealed class DicomListing(DicomFileReader file, TextWriter output)
{
    private const int PreviewBytes = 192;
    private const int PreviewCharacters = 64;
    private const int MaxCharacterSetBytes = 1024;

    private readonly Stack<DicomCharacterSet> _outer = new();
    private readonly byte[] _preview = new byte[PreviewBytes];
    private DicomCharacterSet _characterSet = DicomCharacterSet.Default;

    /// <summary>Writes the whole listing.</summary>
    /// <exception cref="DicomFormatException">The file is malformed; what came before it was written.</exception>
    internal void Write()
    {
        if (file.Meta.Count > 0)
        {
            output.WriteLine("# File meta information");
            foreach (DicomElement element in file.Meta)
            {
                ReadOnlyMemory<byte> bytes = element is DicomValue value ? value.Bytes : default;
                WriteLine(0, element.Tag, element.VR, Preview(bytes.Span, element.VR, bytes.Length), bytes.Length);
            }
        }

        output.WriteLine($"# Data set, {file.TransferSyntax}");
        DicomReader reader = file.Dataset;
        int items = 0;
        for (DicomToken token = reader.Read(); token != DicomToken.End; token = reader.Read())
        {
            WriteToken(token, reader, ref items);
        }
    }

    private void WriteToken(DicomToken token, DicomReader reader, ref int items)
    {
        int indent = items + reader.Depth;
        switch (token)
        {
            case DicomToken.Element:
                WriteElement(reader, indent);
                break;
            case DicomToken.SequenceStart:
                WriteLine(indent - 1, reader.Tag, DicomVR.SQ, "sequence", reader.ValueLength);
                break;
            case DicomToken.FragmentsStart:
                WriteLine(indent, reader.Tag, reader.VR, "encapsulated", -1);
                break;
            case DicomToken.Fragment:
                output.WriteLine($"{Indent(indent + 1)}fragment # {reader.ValueLength}");
                break;
            case DicomToken.ItemStart:
                output.WriteLine($"{Indent(indent)}item # {Length(reader.ValueLength)}");
                _outer.Push(_characterSet);
                items++;
                break;
            case DicomToken.ItemEnd:
                _characterSet = _outer.Pop();
                items--;
                break;
            default:
                break;
        }
    }

    private void WriteElement(DicomReader reader, int indent)
    {
        DicomTag tag = reader.Tag;
        DicomVR vr = reader.VR;
        long length = reader.ValueLength;
        ReadOnlySpan<byte> bytes;
        if (tag == DicomTag.SpecificCharacterSet && length <= MaxCharacterSetBytes)
        {
            byte[] terms = reader.ReadValue();
            _characterSet = DicomCharacterSet.FromBytes(terms);
            bytes = terms;
        }
        else
        {
            bytes = _preview.AsSpan(0, reader.ReadValue(_preview));
        }

        WriteLine(indent, tag, vr, Preview(bytes, vr, length), length);
    }

    private void WriteLine(int indent, DicomTag tag, DicomVR vr, string value, long length)
    {
        string name = DicomDictionary.Find(tag)?.Keyword ?? (tag.IsPrivate ? "private" : "unknown");
        output.WriteLine($"{Indent(indent)}{tag} {vr.Letters()} {value} # {Length(length)} {name}");
    }

    private string Preview(ReadOnlySpan<byte> bytes, DicomVR vr, long length)
    {
        if (length == 0)
        {
            return "(empty)";
        }

        if (vr.IsText())
        {
            string text = Escape(_characterSet.Decode(bytes, vr).TrimEnd(' ', '\0'));
            bool isCut = bytes.Length < length || text.Length > PreviewCharacters;
            return $"[{(text.Length > PreviewCharacters ? text[..PreviewCharacters] : text)}{(isCut ? "…" : string.Empty)}]";
        }

        string values = vr.IsBinary()
            ? BitConverter.ToString(bytes[..Math.Min(bytes.Length, PreviewCharacters / 4)].ToArray()).Replace('-', ' ').ToLower(CultureInfo.InvariantCulture)
            : Numbers(bytes, vr);
        return values.Length > PreviewCharacters ? values[..PreviewCharacters] + "…" : values + (vr.IsBinary() && length > PreviewCharacters / 4 ? " …" : string.Empty);
    }

    private static string Numbers(ReadOnlySpan<byte> bytes, DicomVR vr)
    {
        var single = new DicomDataset();
        var tag = new DicomTag(0x0009, 0x1000);
        single.SetBytes(tag, vr, bytes.ToArray());
        return string.Join('\\', single.GetStrings(tag));
    }

    /// <summary>A name may hold control characters that a terminal would obey.</summary>
    private static string Escape(string text)
    {
        var escaped = new StringBuilder(text.Length);
        foreach (char c in text)
        {
            _ = PlainText.Shown(c) != c ? escaped.Append(CultureInfo.InvariantCulture, $"\\x{(int)c:x2}") : escaped.Append(c);
        }

        return escaped.ToString();
    }

    private static string Indent(int depth) => new(' ', 2 * depth);

    private static string Length(long length) => length < 0 ? "undefined" : length.ToString(CultureInfo.InvariantCulture);
}
