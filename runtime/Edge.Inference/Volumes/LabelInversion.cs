namespace Edge.Inference.Volumes;

/// <summary>Brings labels from the network's grid back onto the sorted stack of source slices, nearest neighbour.</summary>
internal static class LabelInversion
{
    /// <summary>
    /// Voxel s of the oriented stack takes the label at clamp(round(s · old / new), 0, m − 1), halves to even; then flips and axes are undone.
    /// </summary>
    /// <param name="labels">Labels on the network's grid.</param>
    /// <param name="shape">Size of the network's grid.</param>
    /// <param name="stackShape">Size of the sorted stack.</param>
    /// <param name="stack">Geometry of the sorted stack.</param>
    /// <param name="spacingMm">Spacing of the network's grid, [D,H,W]; null when it was not resampled.</param>
    /// <param name="oriented">Whether the volume was oriented.</param>
    /// <returns>Labels on the sorted stack.</returns>
    public static byte[] ToStack(
        ReadOnlySpan<byte> labels, VolumeShape shape, VolumeShape stackShape, VolumeGeometry stack, IReadOnlyList<double>? spacingMm, bool oriented)
    {
        AxisPlan plan = oriented ? AxisPlan.ToLps(stack) : new AxisPlan(0, 1, 2, false, false, false);
        VolumeShape target = plan.Apply(stackShape);
        byte[] onStack = new byte[stackShape.Count];
        Span<int[]> nearest = [[], [], []];
        for (int axis = 0; axis < 3; axis++)
        {
            double oldMm = stack.SpacingMm(plan.Source(axis));
            nearest[axis] = Nearest(target[axis], oldMm, spacingMm is null ? oldMm : spacingMm[axis], shape[axis]);
        }

        byte[] picked = plan.IsIdentity ? onStack : new byte[stackShape.Count];
        int[] columns = nearest[2];
        for (int d = 0; d < target.Depth; d++)
        {
            for (int h = 0; h < target.Height; h++)
            {
                ReadOnlySpan<byte> from = labels.Slice(((nearest[0][d] * shape.Height) + nearest[1][h]) * shape.Width, shape.Width);
                Span<byte> row = picked.AsSpan(((d * target.Height) + h) * target.Width, target.Width);
                for (int w = 0; w < row.Length; w++)
                {
                    row[w] = from[columns[w]];
                }
            }
        }

        if (!plan.IsIdentity)
        {
            Orientation.CopyBack<byte>(picked, stackShape, plan, onStack);
        }

        return onStack;
    }

    private static int[] Nearest(int count, double oldMm, double newMm, int available)
    {
        int[] nearest = new int[count];
        for (int index = 0; index < count; index++)
        {
            nearest[index] = Math.Clamp((int)Math.Round(index * oldMm / newMm, MidpointRounding.ToEven), 0, available - 1);
        }

        return nearest;
    }
}
