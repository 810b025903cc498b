namespace Edge.Inference.Pipeline.Postprocess;

/// <summary>A box that a detector proposes, in pixels of the network's grid; 0 is the near edge of the first.</summary>
/// <param name="Class">Its class.</param>
/// <param name="Score">0..1.</param>
/// <param name="MinX">Least x.</param>
/// <param name="MinY">Least y.</param>
/// <param name="MinZ">Least z; 0 in an image.</param>
/// <param name="MaxX">Greatest x.</param>
/// <param name="MaxY">Greatest y.</param>
/// <param name="MaxZ">Greatest z; 1 in an image.</param>
internal readonly record struct BoxCandidate(int Class, float Score, float MinX, float MinY, float MinZ, float MaxX, float MaxY, float MaxZ)
{
    /// <summary>Area, or volume.</summary>
    public double Extent => (double)(MaxX - MinX) * (MaxY - MinY) * (MaxZ - MinZ);

    /// <summary>Intersection over union.</summary>
    public double Overlap(in BoxCandidate other)
    {
        double x = Math.Min(MaxX, other.MaxX) - Math.Max(MinX, other.MinX);
        double y = Math.Min(MaxY, other.MaxY) - Math.Max(MinY, other.MinY);
        double z = Math.Min(MaxZ, other.MaxZ) - Math.Max(MinZ, other.MinZ);
        if (x <= 0 || y <= 0 || z <= 0)
        {
            return 0;
        }

        double common = x * y * z;
        return common / (Extent + other.Extent - common);
    }
}
