using System.Text.Json;

namespace Edge.Dicom;

/// <summary>Writes person names piece by piece: an object of the groups that are not empty (PS3.18 F.2.2).</summary>
internal sealed class JsonPersonName(Utf8JsonWriter writer)
{
    private static readonly string[] GroupNames = ["Alphabetic", "Ideographic", "Phonetic"];

    private int _group;
    private bool _isObjectOpen;
    private bool _isGroupOpen;

    /// <summary>Writes the next piece of a name.</summary>
    /// <param name="text">The piece.</param>
    /// <param name="isLast">True when the name ends with it.</param>
    internal void Write(ReadOnlySpan<char> text, bool isLast)
    {
        if (!_isObjectOpen)
        {
            writer.WriteStartObject();
            _isObjectOpen = true;
        }

        for (int end = text.IndexOf('='); end >= 0; end = text.IndexOf('='))
        {
            WriteGroup(text[..end], isEnd: true);
            _group++;
            text = text[(end + 1)..];
        }

        WriteGroup(text, isLast);
        if (isLast)
        {
            writer.WriteEndObject();
            _isObjectOpen = false;
            _group = 0;
        }
    }

    private void WriteGroup(ReadOnlySpan<char> text, bool isEnd)
    {
        if (_group >= GroupNames.Length || (text.IsEmpty && !_isGroupOpen))
        {
            return;
        }

        if (!_isGroupOpen)
        {
            writer.WritePropertyName(GroupNames[_group]);
        }

        writer.WriteStringValueSegment(text, isEnd);
        _isGroupOpen = !isEnd;
    }
}
