using System.Globalization;
using Edge.Contracts;

namespace Edge.Runtime.Studies;

/// <summary>
/// Compares what is there with what its sender announced. A count is believed only where every object it is about repeats it, and holds only when
/// it is met exactly: more objects than announced say that it was wrong.
/// </summary>
internal static class CountRule
{
    /// <summary>Why a series is whole by one of the believed counts; null when it is not.</summary>
    public static string? Whole(IReadOnlyList<SeriesObject> series, IReadOnlyList<string> believed) =>
        (believed.Contains(ExpectedCountNames.Series) ? All(series, ExpectedCountNames.Series) : null)
        ?? (believed.Contains(ExpectedCountNames.PetSlices) ? All(series, ExpectedCountNames.PetSlices) : null)
        ?? (believed.Contains(ExpectedCountNames.Concatenation) ? EachPart(series, ExpectedCountNames.Concatenation) : null)
        ?? (believed.Contains(ExpectedCountNames.Acquisition) ? EachPart(series, ExpectedCountNames.Acquisition) : null);

    /// <summary>Why all objects are there by a count that each of them repeats; null when they are not.</summary>
    public static string? All(IReadOnlyList<SeriesObject> objects, string keyword)
    {
        foreach (SeriesObject item in objects)
        {
            if (item.CountOf(keyword)?.Number != objects.Count)
            {
                return null;
            }
        }

        return objects.Count == 0 ? null : InWords(objects.Count, keyword, 1);
    }

    /// <summary>Why each acquisition or concatenation of a series is there; null when one is not, or an object belongs to none.</summary>
    private static string? EachPart(IReadOnlyList<SeriesObject> series, string keyword)
    {
        var parts = new Dictionary<string, (int Announced, int Found)>(StringComparer.Ordinal);
        foreach (SeriesObject item in series)
        {
            if (item.CountOf(keyword) is not { } count)
            {
                return null;
            }

            (int announced, int found) = parts.GetValueOrDefault(count.Scope, (count.Number, 0));
            if (announced != count.Number)
            {
                return null;
            }

            parts[count.Scope] = (announced, found + 1);
        }

        return parts.Count > 0 && parts.Values.All(part => part.Found == part.Announced) ? InWords(series.Count, keyword, parts.Count) : null;
    }

    private static string InWords(int count, string keyword, int parts) => string.Create(
        CultureInfo.InvariantCulture, $"{count} of {count} objects by {keyword}{(parts > 1 ? $" of {parts}" : "")}");
}
