using System.Text.Json;

namespace Edge.Dicom;

/// <summary>Writes a data set whose elements are in order straight from its reader.</summary>
internal sealed class StreamedJson(DicomReader reader, Utf8JsonWriter writer)
{
    /// <summary>Longest Specific Character Set (0008,0005) that is heeded.</summary>
    private const int MaxCharacterSetBytes = 1024;

    private readonly JsonValues _values = new(writer);
    private readonly Stack<DicomCharacterSet> _outer = new();
    private readonly Stack<bool> _hasItems = new();
    private readonly ReadBytes _readValue = reader.ReadValue;
    private DicomCharacterSet _characterSet = DicomCharacterSet.Default;
    private DicomCharacterSet _last = DicomCharacterSet.Default;
    private byte[] _lastTerms = [];

    /// <summary>Writes the whole data set.</summary>
    internal void Write()
    {
        writer.WriteStartObject();
        for (DicomToken token = reader.Read(); token != DicomToken.End; token = reader.Read())
        {
            WriteToken(token);
        }

        writer.WriteEndObject();
    }

    private void WriteToken(DicomToken token)
    {
        switch (token)
        {
            case DicomToken.Element when reader.Tag.Element != 0:
                WriteElement();
                break;
            case DicomToken.FragmentsStart:
                _values.Begin(reader.Tag, reader.VR);
                _values.WriteInline(new FragmentBytes(reader).Read);
                _values.End();
                break;
            case DicomToken.SequenceStart:
                _values.Begin(reader.Tag, DicomVR.SQ);
                _hasItems.Push(false);
                break;
            case DicomToken.SequenceEnd:
                if (_hasItems.Pop())
                {
                    writer.WriteEndArray();
                }

                _values.End();
                break;
            case DicomToken.ItemStart:
                if (!_hasItems.Pop())
                {
                    writer.WriteStartArray("Value"u8);
                }

                writer.FlushWhenFull();
                _hasItems.Push(true);
                _outer.Push(_characterSet);
                writer.WriteStartObject();
                break;
            case DicomToken.ItemEnd:
                _characterSet = _outer.Pop();
                writer.WriteEndObject();
                break;
            default:
                break;
        }
    }

    private void WriteElement()
    {
        _values.Begin(reader.Tag, reader.VR);
        if (reader.Tag == DicomTag.SpecificCharacterSet && reader.ValueLength <= MaxCharacterSetBytes)
        {
            byte[] terms = reader.ReadValue();
            if (!terms.AsSpan().SequenceEqual(_lastTerms))
            {
                _lastTerms = terms;
                _last = DicomCharacterSet.FromBytes(terms);
            }

            _characterSet = _last;
            using var value = new MemoryStream(terms);
            _values.Write(reader.VR, _characterSet, value.Read);
        }
        else
        {
            _values.Write(reader.VR, _characterSet, _readValue);
        }

        _values.End();
    }
}
