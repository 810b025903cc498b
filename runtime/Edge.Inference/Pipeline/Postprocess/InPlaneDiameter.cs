using Edge.Inference.Volumes;

namespace Edge.Inference.Pipeline.Postprocess;

/// <summary>
/// The longest diameter of a segment within a slice: the greatest Feret diameter of any of its parts (8-neighbourhood) in any slice. A part's outline goes
/// through the middles of the outer edges of its pixels, as the 0.5 contour of its mask does, so that a row of n pixels is n columns long.
/// </summary>
internal static class InPlaneDiameter
{
    private const double Half = 0.5;

    /// <summary>The diameter in mm; null where nothing is there or the spacing is not known.</summary>
    /// <param name="labels">The labels.</param>
    /// <param name="channel">The segment's channel.</param>
    /// <param name="spacing">Spacing within a slice.</param>
    public static double? LongestMm(LabelVolume labels, int channel, PlaneSpacing? spacing)
    {
        if (spacing is not { } mm)
        {
            return null;
        }

        double? longest = null;
        byte[] mask = new byte[labels.Shape.SliceCount];
        var parts = new Dictionary<int, List<(double X, double Y)>>();
        for (int slice = 0; slice < labels.Shape.Depth; slice++)
        {
            if (!labels.CopyMask(channel, slice, mask))
            {
                continue;
            }

            parts.Clear();
            ConnectedComponents.VisitRuns(mask, labels.Shape with { Depth = 1 }, AddOutline);
            foreach (List<(double X, double Y)> outline in parts.Values)
            {
                double diameter = ConvexHull.Diameter(outline);
                longest = longest is { } before && before >= diameter ? before : diameter;
            }
        }

        return longest;

        void AddOutline(int part, int row, int column, int length)
        {
            if (!parts.TryGetValue(part, out List<(double X, double Y)>? outline))
            {
                parts[part] = outline = [];
            }

            // Only a run's ends can be corners of the hull; above and below them lie its pixels' edges.
            int last = column + length - 1;
            outline.Add(((column - Half) * mm.ColumnsMm, row * mm.RowsMm));
            outline.Add(((last + Half) * mm.ColumnsMm, row * mm.RowsMm));
            outline.Add((column * mm.ColumnsMm, (row - Half) * mm.RowsMm));
            outline.Add((column * mm.ColumnsMm, (row + Half) * mm.RowsMm));
            outline.Add((last * mm.ColumnsMm, (row - Half) * mm.RowsMm));
            outline.Add((last * mm.ColumnsMm, (row + Half) * mm.RowsMm));
        }
    }
}
