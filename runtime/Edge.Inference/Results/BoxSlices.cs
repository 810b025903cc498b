using Edge.Contracts;

namespace Edge.Inference.Results;

/// <summary>Which slices a box touches.</summary>
internal static class BoxSlices
{
    /// <summary>First and last slice, from 0; the only one of an image.</summary>
    /// <param name="box">The box; z runs from the lower face of the first slice, 0, to the upper face of the last.</param>
    /// <param name="count">Slices of the source.</param>
    public static (int First, int Last) Of(DetectedBox box, int count)
    {
        if (box.Min.Count < 3)
        {
            return (0, 0);
        }

        int first = Math.Clamp((int)Math.Floor(box.Min[2]), 0, count - 1);
        return (first, Math.Clamp((int)Math.Ceiling(box.Max[2]) - 1, first, count - 1));
    }
}
