using System.Globalization;
using System.Text.Json;

namespace Edge.Dicom.Tests.Json;

/// <summary>Names how two values arrays of one representation differ; null when they are equal.</summary>
internal static class ValueDifference
{
    internal static string? Kind(JsonElement[] ours, JsonElement[] theirs, string vr, string path)
    {
        if (ours.Length != theirs.Length)
        {
            bool onlyCarets = vr == "PN" && theirs.Length == 0 && ours is [{ ValueKind: JsonValueKind.Object } name]
                && name.EnumerateObject().All(group => group.Value.GetString()!.Trim('^').Length == 0);
            bool isCharacterSet = path.EndsWith("00080005", StringComparison.Ordinal) && theirs is [{ ValueKind: JsonValueKind.String } only] && only.GetString() == "ISO_IR 192";
            return onlyCarets ? "name-without-trailing-carets" : isCharacterSet ? "character-set-of-output" : "unexplained";
        }

        return ours.Zip(theirs).Select(pair => Kind(pair.First, pair.Second, vr, path)).FirstOrDefault(kind => kind is not null);
    }

    private static string? Kind(JsonElement ours, JsonElement theirs, string vr, string path)
    {
        switch (ours.ValueKind, theirs.ValueKind)
        {
            case (JsonValueKind.Null, JsonValueKind.Null):
                return null;
            case (JsonValueKind.Null, JsonValueKind.String) when theirs.GetString()!.Length == 0:
                return "empty-as-string";
            case (JsonValueKind.Number, JsonValueKind.Number):
                return NumberKind(ours.GetDouble(), theirs.GetDouble(), vr);
            case (JsonValueKind.Number, JsonValueKind.String) when vr is "IS" or "DS":
                return double.TryParse(theirs.GetString(), CultureInfo.InvariantCulture, out double parsed) && parsed.Equals(ours.GetDouble())
                    ? "number-as-string"
                    : "unexplained";
            case (JsonValueKind.String, JsonValueKind.String):
                return TextKind(ours.GetString()!, theirs.GetString()!, vr, path);
            case (JsonValueKind.Object, JsonValueKind.Object):
                return NameKind(ours, theirs, path);
            default:
                return "unexplained";
        }
    }

    private static string? NumberKind(double ours, double theirs, string vr)
    {
        if (ours.Equals(theirs))
        {
            return null;
        }

        bool sameSingle = vr == "FL" && ((float)ours).Equals((float)theirs);
        bool nearly = vr == "FD" && Math.Abs(ours - theirs) <= 1e-15 * Math.Abs(ours);
        return sameSingle ? "single-in-nine-digits" : nearly ? "double-last-digit" : "unexplained";
    }

    private static string? TextKind(string ours, string theirs, string vr, string path)
    {
        if (ours == theirs)
        {
            return null;
        }

        bool isCharacterSet = path.EndsWith("00080005", StringComparison.Ordinal) && theirs == "ISO_IR 192";
        bool isBeyondAscii = vr == "CS" && theirs.Contains('\uFFFD', StringComparison.Ordinal) && theirs == new string([.. ours.Select(c => c < 0x80 ? c : '\uFFFD')]);
        return isCharacterSet ? "character-set-of-output"
            : isBeyondAscii ? "code-beyond-ascii"
            : ours == theirs.Trim(' ', '\0') ? "padding-kept" : "unexplained";
    }

    private static string? NameKind(JsonElement ours, JsonElement theirs, string path)
    {
        var mine = ours.EnumerateObject().ToDictionary(group => group.Name, group => group.Value.GetString()!);
        var other = theirs.EnumerateObject().ToDictionary(group => group.Name, group => group.Value.GetString()!);
        if (mine.Count == other.Count && mine.All(group => other.GetValueOrDefault(group.Key) == group.Value))
        {
            return null;
        }

        bool onlyCarets = mine.Keys.Union(other.Keys).All(key => mine.GetValueOrDefault(key, string.Empty).TrimEnd('^') == other.GetValueOrDefault(key, string.Empty));
        return onlyCarets ? "name-without-trailing-carets"
            : path.Contains("its own character set", StringComparison.Ordinal) ? "character-set-of-item" : "unexplained";
    }
}
