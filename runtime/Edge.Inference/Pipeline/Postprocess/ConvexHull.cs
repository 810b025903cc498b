namespace Edge.Inference.Pipeline.Postprocess;

/// <summary>The convex hull of points in a plane (Andrew's monotone chain), and how far its corners lie apart.</summary>
internal static class ConvexHull
{
    /// <summary>The greatest distance between two points, which both are corners of the hull.</summary>
    /// <param name="points">At least one point; sorted in place.</param>
    public static double Diameter(List<(double X, double Y)> points)
    {
        points.Sort(static (a, b) => a.X.CompareTo(b.X) is not 0 and var order ? order : a.Y.CompareTo(b.Y));
        var hull = new List<(double X, double Y)>(points.Count);
        AddChain(points, hull);
        points.Reverse();
        AddChain(points, hull);
        double longest = 0;
        for (int a = 0; a < hull.Count; a++)
        {
            for (int b = a + 1; b < hull.Count; b++)
            {
                double x = hull[a].X - hull[b].X;
                double y = hull[a].Y - hull[b].Y;
                longest = Math.Max(longest, (x * x) + (y * y));
            }
        }

        return Math.Sqrt(longest);
    }

    /// <summary>Adds the lower chain of sorted points, without points that a straight line passes.</summary>
    private static void AddChain(List<(double X, double Y)> points, List<(double X, double Y)> hull)
    {
        int first = hull.Count;
        foreach ((double X, double Y) point in points)
        {
            while (hull.Count >= first + 2 && Turn(hull[^2], hull[^1], point) <= 0)
            {
                hull.RemoveAt(hull.Count - 1);
            }

            hull.Add(point);
        }
    }

    private static double Turn((double X, double Y) a, (double X, double Y) b, (double X, double Y) c) =>
        ((b.X - a.X) * (c.Y - a.Y)) - ((b.Y - a.Y) * (c.X - a.X));
}
