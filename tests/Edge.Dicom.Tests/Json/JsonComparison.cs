using System.Text.Json;

namespace Edge.Dicom.Tests.Json;

/// <summary>Compares two DICOM JSON data sets value by value, and names each difference by a predicate that is as narrow as it can be.</summary>
public sealed class JsonComparison(bool isEncapsulated)
{
    private const string CharacterSet = "00080005";
    private const string OwnCharacterSet = " with its own character set";
    private const string PixelData = "7FE00010";

    /// <summary>Every difference, outermost data set first.</summary>
    public IEnumerable<JsonDifference> Compare(JsonElement ours, JsonElement theirs, string path = "")
    {
        foreach (JsonProperty element in theirs.EnumerateObject().Where(element => !ours.TryGetProperty(element.Name, out _)))
        {
            string kind = element.Name.EndsWith("0000", StringComparison.Ordinal) ? "group-length" : "unexplained";
            yield return new JsonDifference(kind, path + element.Name, "absent", element.Value.GetRawText());
        }

        foreach (JsonProperty element in ours.EnumerateObject())
        {
            string at = path + element.Name;
            if (!theirs.TryGetProperty(element.Name, out JsonElement other))
            {
                string kind = isEncapsulated && string.CompareOrdinal(element.Name, PixelData) >= 0 ? "encapsulated-unsupported" : "unexplained";
                yield return new JsonDifference(kind, at, element.Value.GetRawText(), "absent");
                continue;
            }

            foreach (JsonDifference difference in CompareElement(element.Value, other, at))
            {
                yield return difference;
            }
        }
    }

    private IEnumerable<JsonDifference> CompareElement(JsonElement ours, JsonElement theirs, string path)
    {
        string vr = ours.GetProperty("vr").GetString()!;
        string otherVr = theirs.GetProperty("vr").GetString()!;
        JsonElement[] values = Values(ours);
        JsonElement[] others = Values(theirs);
        if (vr == "SQ" && otherVr == "SQ" && values.Length == others.Length)
        {
            return values.Zip(others).SelectMany((pair, index) =>
                Compare(pair.First, pair.Second, $"{path}[{index}{(pair.First.TryGetProperty(CharacterSet, out _) ? OwnCharacterSet : string.Empty)}]."));
        }

        string? kind = vr != otherVr
            ? UnknownAs(ours, vr, theirs, otherVr, path)
            : Inline(ours) != Inline(theirs) ? BinaryDifference.Kind(Inline(ours), Inline(theirs), vr) : ValueDifference.Kind(values, others, vr, path);
        return kind is null ? [] : [new JsonDifference(kind, path, Short(ours), Short(theirs))];
    }

    /// <summary>Ours says UN with the bytes; theirs names a representation and a value that those bytes have.</summary>
    private static string UnknownAs(JsonElement ours, string vr, JsonElement theirs, string otherVr, string path)
    {
        byte[] bytes = Convert.FromBase64String(Inline(ours));
        if (vr != "UN" || !UnknownValue.Agrees(bytes, otherVr, Values(theirs), Inline(theirs)))
        {
            byte[] turned = [.. bytes.Chunk(UnknownValue.UnitBytes(otherVr)).SelectMany(word => word.Reverse())];
            return vr == "UN" && UnknownValue.Agrees(turned, otherVr, Values(theirs), Inline(theirs)) ? "unknown-as-big-endian" : "unexplained";
        }

        string tag = path[^8..];
        bool isPrivate = int.Parse(tag[3..4], System.Globalization.NumberStyles.HexNumber, System.Globalization.CultureInfo.InvariantCulture) % 2 == 1;
        return isPrivate ? "private-dictionary" : "unknown-by-dictionary";
    }

    private static JsonElement[] Values(JsonElement element) =>
        element.TryGetProperty("Value", out JsonElement values) ? [.. values.EnumerateArray()] : [];

    private static string Inline(JsonElement element) =>
        element.TryGetProperty("InlineBinary", out JsonElement bytes) ? bytes.GetString()! : string.Empty;

    private static string Short(JsonElement element) => element.GetRawText() is { Length: > 160 } text ? text[..160] : element.GetRawText();
}
