namespace Edge.Inference.Volumes;

/// <summary>
/// The way from the sorted stack of source slices to the grid that the network reads, axis by axis, as the steps made it: which source axis became which,
/// and what happened to the indices along it. Every step that changes the grid adds its own part, so that results find back exactly.
/// </summary>
internal sealed class GridMap
{
    private readonly int[] _sources;
    private readonly AxisMove[][] _moves;

    private GridMap(int[] sources, AxisMove[][] moves)
    {
        _sources = sources;
        _moves = moves;
    }

    /// <summary>Nothing happened yet.</summary>
    public static GridMap Identity { get; } = new([0, 1, 2], [[], [], []]);

    /// <summary>True when the grid is still the source's.</summary>
    public bool IsIdentity => _sources is [0, 1, 2] && _moves.All(moves => moves.Length == 0);

    /// <summary>Source axis (0 D, 1 H, 2 W) that became axis 0, 1 or 2.</summary>
    public int Source(int axis) => _sources[axis];

    /// <summary>Axis of the grid that source axis 0, 1 or 2 became.</summary>
    public int Axis(int source) => Array.IndexOf(_sources, source);

    /// <summary>Adds what a step did along one axis of the grid as it is.</summary>
    public GridMap Moved(int axis, AxisMove move)
    {
        AxisMove[][] moves = [.. _moves];
        moves[axis] = [.. moves[axis], move];
        return new GridMap(_sources, moves);
    }

    /// <summary>Adds an orientation.</summary>
    /// <param name="plan">What became which axis.</param>
    /// <param name="shape">Size before.</param>
    public GridMap Oriented(AxisPlan plan, VolumeShape shape)
    {
        int[] sources = new int[3];
        AxisMove[][] moves = new AxisMove[3][];
        for (int axis = 0; axis < 3; axis++)
        {
            int before = plan.Source(axis);
            sources[axis] = _sources[before];
            moves[axis] = plan.Flip(axis) ? [.. _moves[before], AxisMove.Flip(shape[before])] : _moves[before];
        }

        return new GridMap(sources, moves);
    }

    /// <summary>Adds a resampling to another spacing, [D,H,W] in mm.</summary>
    public GridMap Resampled(VolumeGeometry before, IReadOnlyList<double> spacingMm)
    {
        GridMap map = this;
        for (int axis = 0; axis < 3; axis++)
        {
            map = map.Moved(axis, AxisMove.Resample(before.SpacingMm(axis), spacingMm[axis]));
        }

        return map;
    }

    /// <summary>Adds a resizing to other counts of voxels; an axis whose count stays is left alone.</summary>
    public GridMap Resized(VolumeShape before, VolumeShape after)
    {
        GridMap map = this;
        for (int axis = 0; axis < 3; axis++)
        {
            map = before[axis] == after[axis] ? map : map.Moved(axis, AxisMove.Resize(before[axis], after[axis]));
        }

        return map;
    }

    /// <summary>Where on the grid index <paramref name="index"/> of the source lies along one axis of the grid; NaN where it was cut off.</summary>
    public double ToGrid(int axis, double index)
    {
        foreach (AxisMove move in _moves[axis])
        {
            index = move.Apply(index);
        }

        return index;
    }

    /// <summary>Where in the source an index of the grid lies along one axis of the grid.</summary>
    public double ToSource(int axis, double index)
    {
        for (int move = _moves[axis].Length - 1; move >= 0; move--)
        {
            index = _moves[axis][move].Undo(index);
        }

        return index;
    }
}
