namespace Edge.Inference.Volumes;

/// <summary>
/// Where voxels lie in the patient: the affine from index [d,h,w] to mm, origin + d·StepD + h·StepH + w·StepW
/// (PS3.3 C.7.6.2.1.1, in DICOM's own patient axes).
/// </summary>
/// <param name="Origin">Centre of voxel [0,0,0].</param>
/// <param name="StepD">Move to the next slice.</param>
/// <param name="StepH">Move to the next row.</param>
/// <param name="StepW">Move to the next column.</param>
internal sealed record VolumeGeometry(PatientVector Origin, PatientVector StepD, PatientVector StepH, PatientVector StepW)
{
    private const double CubicMmPerMl = 1000;

    /// <summary>Volume of one voxel in mL: |determinant of the steps| / 1000.</summary>
    public double VoxelMl => Math.Abs(StepD.Dot(StepH.Cross(StepW))) / CubicMmPerMl;

    /// <summary>Step along axis 0, 1 or 2: D, H or W.</summary>
    public PatientVector Step(int axis) => axis switch { 0 => StepD, 1 => StepH, _ => StepW };

    /// <summary>Where the voxels lie after moves along axes 0, 1 and 2; null for an axis that stays.</summary>
    public VolumeGeometry Moved(ReadOnlySpan<AxisMove?> moves)
    {
        PatientVector origin = Origin;
        Span<PatientVector> steps = [StepD, StepH, StepW];
        for (int axis = 0; axis < moves.Length; axis++)
        {
            if (moves[axis] is { } move)
            {
                double first = move.Undo(0);
                origin += steps[axis] * first;
                steps[axis] *= move.Undo(1) - first;
            }
        }

        return new VolumeGeometry(origin, steps[0], steps[1], steps[2]);
    }

    /// <summary>Distance between neighbours along axis 0, 1 or 2, in mm.</summary>
    public double SpacingMm(int axis) => Step(axis).Length;
}
