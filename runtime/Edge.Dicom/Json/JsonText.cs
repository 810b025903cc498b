using System.Text.Json;

namespace Edge.Dicom;

/// <summary>
/// Writes the values of one text element as they are decoded. Padding is left out; an empty value among others is null, an element without
/// any value has no "Value" at all (PS3.18 F.2.5).
/// </summary>
internal sealed class JsonText(Utf8JsonWriter writer)
{
    /// <summary>Characters of a value gathered before it is written in pieces.</summary>
    private const int MaxGathered = 4096;

    private readonly char[] _gathered = new char[MaxGathered];
    private readonly JsonPersonName _name = new(writer);
    private DicomVR _vr;
    private bool _isMultiple;
    private int _length;
    private long _spaces;
    private long _emptyValues;
    private bool _isArrayOpen;
    private bool _isValueOpen;

    /// <summary>Starts the values of an element.</summary>
    internal void Start(DicomVR vr)
    {
        _vr = vr;
        _isMultiple = vr.AllowsMultipleText();
        _isArrayOpen = false;
        _emptyValues = 0;
    }

    /// <summary>Takes the next decoded characters.</summary>
    internal void Append(ReadOnlySpan<char> text)
    {
        while (!text.IsEmpty)
        {
            int special = _isMultiple ? text.IndexOfAny('\\', ' ', '\0') : text.IndexOfAny(' ', '\0');
            int plain = special < 0 ? text.Length : special;
            Gather(text[..plain]);
            text = text[plain..];
            if (text.IsEmpty)
            {
                return;
            }

            if (text[0] == '\\' && _isMultiple)
            {
                EndValue();
            }
            else if (text[0] == '\0' || HasContent || !_vr.IgnoresLeadingSpaces())
            {
                Hold(text[0]);
            }

            text = text[1..];
        }
    }

    /// <summary>Ends the last value and the element.</summary>
    internal void Complete()
    {
        EndValue();
        if (!_isArrayOpen && _emptyValues > 1)
        {
            OpenArray();
        }

        if (_isArrayOpen)
        {
            WriteEmptyValues();
            writer.WriteEndArray();
        }
    }

    private bool HasContent => _isValueOpen || _length > 0;

    /// <summary>Keeps back what is padding unless something follows it.</summary>
    private void Hold(char padding)
    {
        if (padding == ' ')
        {
            _spaces++;
        }
        else
        {
            Gather("\0");
        }
    }

    private void Gather(ReadOnlySpan<char> text)
    {
        while (!text.IsEmpty)
        {
            for (; _spaces > 0; _spaces--)
            {
                Add(" ");
            }

            int step = Math.Min(text.Length, MaxGathered);
            Add(text[..step]);
            text = text[step..];
        }
    }

    private void Add(ReadOnlySpan<char> text)
    {
        if (_length + text.Length > MaxGathered)
        {
            WritePiece(isLast: false);
        }

        text.CopyTo(_gathered.AsSpan(_length));
        _length += text.Length;
    }

    private void EndValue()
    {
        while (_length > 0 && _gathered[_length - 1] is '\0' or ' ')
        {
            _length--;
        }

        if (HasContent)
        {
            WritePiece(isLast: true);
        }
        else
        {
            _emptyValues++;
        }

        _spaces = 0;
        _isValueOpen = false;
    }

    private void WritePiece(bool isLast)
    {
        if (!_isValueOpen)
        {
            OpenArray();
            WriteEmptyValues();
        }

        Span<char> piece = _gathered.AsSpan(0, _length);
        if (_vr == DicomVR.PN)
        {
            _name.Write(piece, isLast);
        }
        else if (_isValueOpen || !isLast || _vr is not (DicomVR.IS or DicomVR.DS) || !JsonNumber.TryWriteText(writer, piece, _vr))
        {
            writer.WriteStringValueSegment(piece, isLast);
        }

        _isValueOpen = !isLast;
        _length = 0;
        writer.FlushWhenFull();
    }

    private void OpenArray()
    {
        if (!_isArrayOpen)
        {
            writer.WriteStartArray("Value"u8);
            _isArrayOpen = true;
        }
    }

    private void WriteEmptyValues()
    {
        for (; _emptyValues > 0; _emptyValues--)
        {
            writer.WriteNullValue();
            writer.FlushWhenFull();
        }
    }
}
