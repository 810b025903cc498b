namespace Edge.Ctl.Evaluate;

/// <summary>A plane of a mask.</summary>
/// <param name="Position">Image Position (Patient) (0020,0032), in mm.</param>
/// <param name="Pixels">A byte for each pixel, 0 or 1.</param>
internal sealed record SegmentPlane(double[] Position, byte[] Pixels)
{
    /// <summary>Scanners and writers round: two planes are at one place where no coordinate differs by more, in mm.</summary>
    private const double ToleranceMm = 0.01;

    /// <summary>True where another plane lies at the same place.</summary>
    public bool IsAt(SegmentPlane other) => Position.Zip(other.Position, (mine, theirs) => Math.Abs(mine - theirs)).All(distance => distance <= ToleranceMm);
}
