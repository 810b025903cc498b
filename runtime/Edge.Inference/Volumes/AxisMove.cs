namespace Edge.Inference.Volumes;

/// <summary>What one step did to the indices along one axis: (index + before) · numerator / denominator + after, from left to right.</summary>
/// <param name="Before">Added first.</param>
/// <param name="Numerator">Multiplied by.</param>
/// <param name="Denominator">Divided by.</param>
/// <param name="After">Added last.</param>
/// <param name="KeptCount">Voxels left after a crop; what lies outside them is gone. Null where nothing was cut off.</param>
internal readonly record struct AxisMove(double Before, double Numerator, double Denominator, double After, int? KeptCount = null)
{
    /// <summary>Half a voxel: as far as a voxel reaches from its centre.</summary>
    private const double Half = 0.5;

    /// <summary>Counts from the other end of an axis of <paramref name="count"/> voxels.</summary>
    public static AxisMove Flip(int count) => new(0, -1, 1, count - 1);

    /// <summary>Samples from the centre of the first voxel on (MONAI Spacing).</summary>
    public static AxisMove Resample(double oldMm, double newMm) => new(0, oldMm, newMm, 0);

    /// <summary>Samples the same extent with other voxels, whose centres lie half a voxel inside (torch interpolate without align_corners).</summary>
    public static AxisMove Resize(int oldCount, int newCount) => new(Half, newCount, oldCount, -Half);

    /// <summary>Samples with other voxels whose first and last centres stay where they are (torch interpolate with align_corners).</summary>
    public static AxisMove AlignCorners(int oldCount, int newCount) =>
        oldCount == 1 || newCount == 1 ? new(0, 1, oldCount, 0) : new(0, newCount - 1, oldCount - 1, 0);

    /// <summary>Keeps <paramref name="count"/> voxels from <paramref name="start"/> on.</summary>
    public static AxisMove Crop(int start, int count) => new(-start, 1, 1, 0, count);

    /// <summary>Puts <paramref name="count"/> voxels in front.</summary>
    public static AxisMove Pad(int count) => new(count, 1, 1, 0);

    /// <summary>Where an index went; NaN for one that was cut off.</summary>
    public double Apply(double index)
    {
        double moved = ((index + Before) * Numerator / Denominator) + After;
        return KeptCount is { } kept && (moved < -Half || moved > kept - Half) ? double.NaN : moved;
    }

    /// <summary>Where an index came from.</summary>
    public double Undo(double index) => ((index - After) * Denominator / Numerator) - Before;
}
