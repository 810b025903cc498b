namespace Edge.Inference.Results;

/// <summary>One frame of a segmentation.</summary>
/// <param name="Segment">Its segment.</param>
/// <param name="Slice">Its slice, index along D.</param>
internal sealed record SegmentFrame(ReportedSegment Segment, int Slice)
{
    /// <summary>Lists the frames in the order in which they are stored: by segment, then by slice.</summary>
    /// <param name="context">The result.</param>
    /// <param name="keepEmpty">
    /// True for a frame of every slice: readers that take the frames for a stack then draw them where they belong. Where all are empty one is kept.
    /// </param>
    public static IReadOnlyList<SegmentFrame> List(ObjectContext context, bool keepEmpty)
    {
        byte[] mask = new byte[context.Source.Shape.SliceCount];
        var frames = new List<SegmentFrame>();
        foreach (ReportedSegment segment in context.Segments)
        {
            for (int slice = 0; slice < context.Source.Shape.Depth; slice++)
            {
                if (keepEmpty || segment.Segmentation.Labels.CopyMask(segment.Output.Channel, slice, mask))
                {
                    frames.Add(new SegmentFrame(segment, slice));
                }
            }
        }

        return frames.Count > 0 ? frames : [new SegmentFrame(context.Segments[0], 0)];
    }
}
