namespace Edge.Inference.Volumes;

/// <summary>
/// Which axis of a volume becomes which when it is oriented, and whether it is flipped. As nibabel's io_orientation, which MONAI's
/// Orientation uses: W, H and D in turn each take the patient axis, not yet taken, along which they run furthest.
/// </summary>
/// <param name="SourceD">Source axis (0 D, 1 H, 2 W) that becomes D.</param>
/// <param name="SourceH">Source axis that becomes H.</param>
/// <param name="SourceW">Source axis that becomes W.</param>
/// <param name="FlipD">The source axis of D runs the other way.</param>
/// <param name="FlipH">The source axis of H runs the other way.</param>
/// <param name="FlipW">The source axis of W runs the other way.</param>
internal sealed record AxisPlan(int SourceD, int SourceH, int SourceW, bool FlipD, bool FlipH, bool FlipW)
{
    /// <summary>True when nothing moves.</summary>
    public bool IsIdentity => this is { SourceD: 0, SourceH: 1, SourceW: 2, FlipD: false, FlipH: false, FlipW: false };

    /// <summary>The plan that brings a volume to LPS: W towards the left, H towards the back, D towards the head.</summary>
    public static AxisPlan ToLps(VolumeGeometry geometry) => To(geometry, "LPS");

    /// <summary>The plan that makes W, H and D run towards the patient directions of three letters, in turn.</summary>
    public static AxisPlan To(VolumeGeometry geometry, string axes)
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

        Span<int> sources = stackalloc int[3];
        Span<bool> flips = stackalloc bool[3];
        for (int letter = 0; letter < axes.Length; letter++)
        {
            int patient = axes[letter] switch { 'L' or 'R' => 0, 'P' or 'A' => 1, _ => 2 };
            sources[2 - letter] = axisOf[patient];
            flips[2 - letter] = flip[patient] != (axes[letter] is 'R' or 'A' or 'I');
        }

        return new AxisPlan(sources[0], sources[1], sources[2], flips[0], flips[1], flips[2]);
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
