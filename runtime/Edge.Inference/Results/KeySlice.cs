using Edge.Contracts;

namespace Edge.Inference.Results;

/// <summary>Which slice a picture of a result shows.</summary>
internal static class KeySlice
{
    /// <summary>
    /// The slice with the most voxels of segments that are present, the first of equals; else the middle of the box with the highest score; else the middle.
    /// </summary>
    public static int Of(ObjectContext context)
    {
        int depth = context.Source.Shape.Depth;
        int largest = 0;
        long most = 0;
        byte[] mask = new byte[context.Source.Shape.SliceCount];
        for (int slice = 0; slice < depth; slice++)
        {
            long count = 0;
            foreach (ReportedSegment segment in context.Segments.Where(segment => segment.Finding.Present))
            {
                count += segment.Segmentation.Labels.CopyMask(segment.Output.Channel, slice, mask) ? mask.AsSpan().Count((byte)1) : 0;
            }

            (largest, most) = count > most ? (slice, count) : (largest, most);
        }

        if (most > 0)
        {
            return largest;
        }

        DetectedBox? best = context.Findings.SelectMany(finding => finding.Boxes ?? []).MaxBy(box => box.Score);
        if (best is null)
        {
            return depth / 2;
        }

        (int first, int last) = BoxSlices.Of(best, depth);
        return (first + last) / 2;
    }
}
