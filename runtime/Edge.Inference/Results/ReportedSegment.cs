using Edge.Contracts;
using Edge.Inference.Pipeline.Postprocess;

namespace Edge.Inference.Results;

/// <summary>A segment as the objects of a result name it, the same in each.</summary>
/// <param name="Number">Segment Number (0062,0004), from 1 without gaps.</param>
/// <param name="Output">What the manifest says of it.</param>
/// <param name="Finding">What was found.</param>
/// <param name="Segmentation">Which voxels.</param>
/// <param name="Colour">Its colour.</param>
/// <param name="TrackingUid">Tracking UID (0062,0021).</param>
internal sealed record ReportedSegment(
    int Number, SegmentOutput Output, Finding Finding, Segmentation Segmentation, DisplayColour Colour, string TrackingUid)
{
    /// <summary>Tracking ID (0062,0020): the label, with the number because two segments may share a label.</summary>
    public string TrackingId => $"{Number} {Output.Label}";

    /// <summary>The segments of a result, in the order of its manifest.</summary>
    public static IReadOnlyList<ReportedSegment> Of(ObjectContext context)
    {
        ModelOutputs outputs = context.Manifest.Outputs;
        var segments = new List<ReportedSegment>(outputs.Segments.Count);
        for (int index = 0; index < outputs.Segments.Count; index++)
        {
            SegmentOutput output = outputs.Segments[index];
            Finding finding = context.Findings[outputs.Findings.Count + index];
            Segmentation segmentation = context.Segmentations.First(each => each.Segments.Contains(output));
            var colour = DisplayColour.Of(output.Colour, index);
            segments.Add(new ReportedSegment(index + 1, output, finding, segmentation, colour, context.Uids.Of($"tracking/segment/{index + 1}")));
        }

        return segments;
    }
}
