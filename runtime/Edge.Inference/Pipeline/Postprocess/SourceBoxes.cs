using Edge.Contracts;
using Edge.Inference.Volumes;

namespace Edge.Inference.Pipeline.Postprocess;

/// <summary>Brings boxes and points back to the source.</summary>
internal static class SourceBoxes
{
    /// <summary>Half a voxel: indices count from the centre of the first voxel, boxes from its edge.</summary>
    private const double Half = 0.5;

    /// <summary>A box in the source's pixels, cut off at its border.</summary>
    /// <param name="candidate">A box on the network's grid.</param>
    /// <param name="map">The way from the source to that grid.</param>
    /// <param name="source">Size of the source.</param>
    /// <param name="axes">2 for an image, 3 for a volume.</param>
    /// <returns>Null for a box that lies outside the source altogether.</returns>
    public static DetectedBox? Map(in BoxCandidate candidate, GridMap map, VolumeShape source, int axes)
    {
        double[] min = new double[axes];
        double[] max = new double[axes];
        ReadOnlySpan<float> from = [candidate.MinX, candidate.MinY, candidate.MinZ];
        ReadOnlySpan<float> to = [candidate.MaxX, candidate.MaxY, candidate.MaxZ];
        for (int letter = 0; letter < axes; letter++)
        {
            // x runs along W, axis 2 of a grid, and so on backwards.
            int axis = 2 - letter;
            int sourceAxis = map.Source(axis);
            double a = Edge(map, axis, from[letter]);
            double b = Edge(map, axis, to[letter]);
            int size = source[sourceAxis];
            (double least, double greatest) = (Math.Clamp(Math.Min(a, b), 0, size), Math.Clamp(Math.Max(a, b), 0, size));
            if (greatest <= least)
            {
                return null;
            }

            (min[2 - sourceAxis], max[2 - sourceAxis]) = (least, greatest);
        }

        return new DetectedBox(candidate.Score, min, max);
    }

    /// <summary>Where in the source a place along one axis of the grid lies; both count from the near edge of the first voxel.</summary>
    public static double Edge(GridMap map, int axis, double place) => map.ToSource(axis, place - Half) + Half;
}
