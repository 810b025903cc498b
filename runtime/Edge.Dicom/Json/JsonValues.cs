using System.Globalization;
using System.Text.Json;

namespace Edge.Dicom;

/// <summary>Writes the value of one element after another as PS3.18 F.2.3 to F.2.7 have it, in pieces of bounded size.</summary>
internal sealed class JsonValues(Utf8JsonWriter writer)
{
    /// <summary>Bytes of a value in memory at a time; a multiple of 24, so that neither base64 nor numbers are split.</summary>
    private const int PieceBytes = 12 * 1024;

    private readonly JsonText _text = new(writer);
    private readonly TextDecoder _decoder = new();
    private readonly byte[] _bytes = new byte[PieceBytes];
    private readonly char[] _characters = new char[TextDecoder.MaxCharacters(PieceBytes)];

    /// <summary>Starts the object of an element.</summary>
    internal void Begin(DicomTag tag, DicomVR vr)
    {
        writer.FlushWhenFull();
        Span<byte> name = stackalloc byte[8];
        _ = tag.ToUInt32().TryFormat(name, out _, "X8", CultureInfo.InvariantCulture);
        writer.WriteStartObject(name);
        writer.WriteString("vr"u8, [(byte)((int)vr >> 8), (byte)vr]);
    }

    /// <summary>Ends the object of an element.</summary>
    internal void End() => writer.WriteEndObject();

    /// <summary>Writes the value of any element but a sequence or encapsulated data.</summary>
    internal void Write(DicomVR vr, DicomCharacterSet characterSet, ReadBytes read)
    {
        if (vr.IsBinary())
        {
            WriteInline(read);
        }
        else if (vr.IsText())
        {
            WriteText(vr, characterSet, read);
        }
        else
        {
            WriteNumbers(vr, read);
        }
    }

    /// <summary>Writes bytes as base64; nothing at all for none (F.2.5).</summary>
    internal void WriteInline(ReadBytes read)
    {
        int count = read(_bytes);
        if (count == 0)
        {
            return;
        }

        writer.WritePropertyName("InlineBinary"u8);
        for (; count > 0; count = read(_bytes))
        {
            writer.WriteBase64StringSegment(_bytes.AsSpan(0, count), isFinalSegment: false);
            writer.FlushWhenFull();
        }

        writer.WriteBase64StringSegment([], isFinalSegment: true);
    }

    private void WriteText(DicomVR vr, DicomCharacterSet characterSet, ReadBytes read)
    {
        _decoder.Start(characterSet, vr);
        _text.Start(vr);
        int count;
        do
        {
            count = read(_bytes);
            int length = _decoder.Decode(_bytes.AsSpan(0, count), _characters, isLast: count == 0);
            _text.Append(_characters.AsSpan(0, length));
            writer.FlushWhenFull();
        }
        while (count > 0);

        _text.Complete();
    }

    private void WriteNumbers(DicomVR vr, ReadBytes read)
    {
        int unit = vr == DicomVR.AT ? 4 : vr.UnitBytes();
        bool isStarted = false;
        for (int count = read(_bytes); count > 0; count = read(_bytes))
        {
            if (!isStarted)
            {
                writer.WriteStartArray("Value"u8);
                isStarted = true;
            }

            for (int at = 0; at + unit <= count; at += unit)
            {
                JsonNumber.Write(writer, _bytes.AsSpan(at, unit), vr);
                writer.FlushWhenFull();
            }
        }

        if (isStarted)
        {
            writer.WriteEndArray();
        }
    }
}
