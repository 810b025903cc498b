namespace Edge.Contracts;

/// <summary>Orders of the axes of a tensor that has a value for each place of an image or a volume, one letter for each axis: N, C, D, H, W.</summary>
internal static class GridLayout
{
    private const string Places = "DHW";

    /// <summary>True where every axis stands once, H and W among them.</summary>
    public static bool IsSound(string layout) =>
        layout.Contains('H', StringComparison.Ordinal)
        && layout.Contains('W', StringComparison.Ordinal)
        && layout.Distinct().Count() == layout.Length
        && layout.All("NCDHW".Contains);

    /// <summary>The axes of places alone, in their order: <c>DHW</c>, <c>WHD</c>.</summary>
    public static string PlacesOf(string layout) => string.Concat(layout.Where(Places.Contains));

    /// <summary>The layout with its axes of places in another order.</summary>
    /// <param name="layout">The layout.</param>
    /// <param name="places">The same axes of places, in the order wanted.</param>
    public static string WithPlaces(string layout, string places)
    {
        int next = 0;
        return string.Concat(layout.Select(axis => Places.Contains(axis, StringComparison.Ordinal) ? places[next++] : axis));
    }
}
