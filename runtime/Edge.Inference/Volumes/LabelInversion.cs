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
    /// <param name="onStack">Receives the labels on the sorted stack.</param>
    public static void ToStack(
        ReadOnlySpan<byte> labels,
        VolumeShape shape,
        VolumeShape stackShape,
        VolumeGeometry stack,
        IReadOnlyList<double>? spacingMm,
        bool oriented,
        Span<byte> onStack)
    {
        AxisPlan plan = oriented ? AxisPlan.ToLps(stack) : new AxisPlan(0, 1, 2, false, false, false);
        VolumeShape target = plan.Apply(stackShape);
        Span<int[]> nearest = [[], [], []];
        for (int axis = 0; axis < 3; axis++)
        {
            double oldMm = stack.SpacingMm(plan.Source(axis));
            nearest[axis] = Nearest(target[axis], oldMm, spacingMm is null ? oldMm : spacingMm[axis], shape[axis]);
        }

        int[] columns = nearest[2];
        byte[] picked = new byte[target.Width];
        OrientedRows rows = OrientedRows.Of(stackShape, plan);
        for (int d = 0; d < target.Depth; d++)
        {
            for (int h = 0; h < target.Height; h++)
            {
                ReadOnlySpan<byte> from = labels.Slice(((nearest[0][d] * shape.Height) + nearest[1][h]) * shape.Width, shape.Width);
                for (int w = 0; w < picked.Length; w++)
                {
                    picked[w] = from[columns[w]];
                }

                rows.WriteBack<byte>(picked, onStack, d, h);
            }
        }
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
