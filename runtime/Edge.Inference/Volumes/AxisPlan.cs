namespace Edge.Inference.Volumes;

/// <summary>
/// Which axis of a volume becomes which when it is oriented, and whether it is flipped. As nibabel's io_orientation, which MONAI's
/// Orientation uses: W, H and D in turn each take the patient axis, not yet taken, along which they run furthest.
/// </summary>
/// <param name="SourceD">Source axis (0 D, 1 H, 2 W) that becomes D, towards the head.</param>
/// <param name="SourceH">Source axis that becomes H, towards the back.</param>
/// <param name="SourceW">Source axis that becomes W, towards the left.</param>
/// <param name="FlipD">The source axis of D runs towards the feet.</param>
/// <param name="FlipH">The source axis of H runs towards the front.</param>
/// <param name="FlipW">The source axis of W runs towards the right.</param>
internal sealed record AxisPlan(int SourceD, int SourceH, int SourceW, bool FlipD, bool FlipH, bool FlipW)
{
    /// <summary>True when nothing moves.</summary>
    public bool IsIdentity => this is { SourceD: 0, SourceH: 1, SourceW: 2, FlipD: false, FlipH: false, FlipW: false };

    /// <summary>The plan that brings a volume to LPS: W towards the left, H towards the back, D towards the head.</summary>
    public static AxisPlan ToLps(VolumeGeometry geometry)
    {
        // axisOf[patient axis X, Y, Z] is the volume axis that runs along it.
        Span<int> axisOf = [-1, -1, -1];
        Span<bool> flip = [false, false, false];
        for (int axis = 2; axis >= 0; axis--)
        {
            PatientVector direction = geometry.Step(axis) / geometry.SpacingMm(axis);
            int taken = -1;
            for (int patient = 0; patient < 3; patient++)
            {
                if (axisOf[patient] < 0 && (taken < 0 || Math.Abs(direction[patient]) > Math.Abs(direction[taken])))
                {
                    taken = patient;
                }
            }

            axisOf[taken] = axis;
            flip[taken] = direction[taken] < 0;
        }

        return new AxisPlan(axisOf[2], axisOf[1], axisOf[0], flip[2], flip[1], flip[0]);
    }

    /// <summary>Source axis of the oriented axis 0, 1 or 2.</summary>
    public int Source(int axis) => axis switch { 0 => SourceD, 1 => SourceH, _ => SourceW };

    /// <summary>Whether the oriented axis 0, 1 or 2 is flipped.</summary>
    public bool Flip(int axis) => axis switch { 0 => FlipD, 1 => FlipH, _ => FlipW };

    /// <summary>Size after orientation.</summary>
    public VolumeShape Apply(VolumeShape source) => new(source[SourceD], source[SourceH], source[SourceW]);

    /// <summary>Geometry after orientation: the same places, other indices.</summary>
    public VolumeGeometry Apply(VolumeGeometry source, VolumeShape sourceShape)
    {
        PatientVector origin = source.Origin;
        Span<PatientVector> steps = stackalloc PatientVector[3];
        for (int axis = 0; axis < 3; axis++)
        {
            steps[axis] = source.Step(Source(axis));
            if (Flip(axis))
            {
                origin += steps[axis] * (sourceShape[Source(axis)] - 1);
                steps[axis] = -steps[axis];
            }
        }

        return new VolumeGeometry(origin, steps[0], steps[1], steps[2]);
    }
}
