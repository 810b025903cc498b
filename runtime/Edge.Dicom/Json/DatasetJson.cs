using System.Text.Json;

namespace Edge.Dicom;

/// <summary>Writes a data set from memory, and from its file the values that were left there.</summary>
internal sealed class DatasetJson(Stream file, bool isBigEndian, Utf8JsonWriter writer)
{
    private readonly JsonValues _values = new(writer);

    /// <summary>Writes a data set or an item. Recursion is as deep as <see cref="DicomReadOptions.MaxDepth"/> let it become.</summary>
    internal void Write(DicomDataset dataset)
    {
        writer.WriteStartObject();
        foreach (DicomElement element in dataset)
        {
            if (element.Tag.Element != 0)
            {
                _values.Begin(element.Tag, element.VR);
                WriteValue(element, dataset.CharacterSet);
                _values.End();
            }
        }

        writer.WriteEndObject();
    }

    private void WriteValue(DicomElement element, DicomCharacterSet characterSet)
    {
        switch (element)
        {
            case DicomValue value:
                using (var bytes = new MemoryStream(value.Bytes.ToArray()))
                {
                    _values.Write(value.VR, characterSet, bytes.Read);
                }

                break;
            case DicomSequence sequence when sequence.Items.Count > 0:
                writer.WriteStartArray("Value"u8);
                foreach (DicomDataset item in sequence.Items)
                {
                    Write(item);
                }

                writer.WriteEndArray();
                break;
            case DicomFragments fragments:
                using (var bytes = new MemoryStream(DicomWriter.EncodeFragments(fragments)))
                {
                    _values.WriteInline(bytes.Read);
                }

                break;
            case DicomSkippedValue skipped:
                WriteSkipped(skipped, characterSet);
                break;
            default:
                break;
        }
    }

    private void WriteSkipped(DicomSkippedValue skipped, DicomCharacterSet characterSet)
    {
        const int DelimiterBytes = 8;
        file.Position = skipped.Offset;
        long left = skipped.IsEncapsulated ? skipped.Length - DelimiterBytes : skipped.Length;
        int unit = isBigEndian && !skipped.IsEncapsulated ? skipped.VR.UnitBytes() : 1;
        _values.Write(skipped.IsEncapsulated ? DicomVR.OB : skipped.VR, characterSet, destination =>
        {
            Span<byte> piece = destination[..(int)Math.Min(destination.Length, left)];
            file.ReadExactly(piece);
            left -= piece.Length;
            ByteOrder.Swap(piece, unit);
            return piece.Length;
        });
    }
}
