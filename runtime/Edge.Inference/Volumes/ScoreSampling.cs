using System.Numerics;

namespace Edge.Inference.Volumes;

/// <summary>
/// Reads scores of the network's grid at the places of the source's voxels, one source slice at a time, trilinear. The axes stay apart (a source axis is
/// one axis of the grid), so that two planes of the grid are blended once for a slice and rows and columns within the plane after that.
/// </summary>
internal sealed class ScoreSampling
{
    private readonly VolumeShape _source;
    private readonly AxisLookup[] _lookups;
    private readonly int[] _strides;
    private readonly VolumeShape _plane;
    private float[] _lower = [];
    private float[] _upper = [];
    private float[] _blended = [];
    private float[] _row = [];

    /// <summary>Plans the reading.</summary>
    /// <param name="map">The way from the source to the grid.</param>
    /// <param name="source">Size of the source.</param>
    /// <param name="grid">Size of the grid.</param>
    public ScoreSampling(GridMap map, VolumeShape source, VolumeShape grid)
    {
        _source = source;
        _lookups = [.. Enumerable.Range(0, 3).Select(axis => AxisLookup.For(map, axis, source, grid))];
        int[] strides = [grid.SliceCount, grid.Width, 1];
        _strides = [.. _lookups.Select(lookup => strides[lookup.Axis])];
        _plane = new VolumeShape(1, grid[_lookups[1].Axis], grid[_lookups[2].Axis]);
        IsIdentity = map.IsIdentity && source == grid;
    }

    /// <summary>True where the source's grid is the network's.</summary>
    public bool IsIdentity { get; }

    /// <summary>Reads one slice of the source; 0 where the source was cut off.</summary>
    /// <param name="scores">Scores on the grid, [D,H,W].</param>
    /// <param name="slice">Index of the source's slice.</param>
    /// <param name="target">Receives them, [H,W] of the source.</param>
    public void ReadSlice(ReadOnlySpan<float> scores, int slice, Span<float> target)
    {
        if (IsIdentity)
        {
            scores.Slice(slice * _source.SliceCount, _source.SliceCount).CopyTo(target);
            return;
        }

        AxisLookup alongD = _lookups[0];
        if (alongD.Lower[slice] < 0)
        {
            target.Clear();
            return;
        }

        ReadOnlySpan<float> plane = Plane(scores, alongD.Lower[slice], ref _lower);
        if (alongD.Fraction[slice] != 0)
        {
            ReadOnlySpan<float> next = Plane(scores, alongD.Lower[slice] + 1, ref _upper);
            Blend(plane, next, alongD.Fraction[slice], Room(ref _blended, _plane.SliceCount));
            plane = _blended;
        }

        ReadPlane(plane, target);
    }

    private void ReadPlane(ReadOnlySpan<float> plane, Span<float> target)
    {
        (AxisLookup alongH, AxisLookup alongW) = (_lookups[1], _lookups[2]);
        for (int h = 0; h < _source.Height; h++)
        {
            Span<float> to = target.Slice(h * _source.Width, _source.Width);
            int lower = alongH.Lower[h];
            if (lower < 0)
            {
                to.Clear();
                continue;
            }

            ReadOnlySpan<float> row = plane.Slice(lower * _plane.Width, _plane.Width);
            if (alongH.Fraction[h] != 0)
            {
                Blend(row, plane.Slice((lower + 1) * _plane.Width, _plane.Width), alongH.Fraction[h], Room(ref _row, _plane.Width));
                row = _row;
            }

            if (alongW.IsIdentity && row.Length == to.Length)
            {
                row.CopyTo(to);
                continue;
            }

            SampleRow(row, alongW, to);
        }
    }

    /// <summary>The plane of the grid across the source's slice axis, its rows and columns those of the source.</summary>
    private ReadOnlySpan<float> Plane(ReadOnlySpan<float> scores, int index, ref float[] room)
    {
        int start = index * _strides[0];
        if (_strides[2] == 1 && _strides[1] == _plane.Width)
        {
            return scores.Slice(start, _plane.SliceCount);
        }

        Span<float> plane = Room(ref room, _plane.SliceCount);
        for (int h = 0; h < _plane.Height; h++)
        {
            int from = start + (h * _strides[1]);
            Span<float> row = plane.Slice(h * _plane.Width, _plane.Width);
            for (int w = 0; w < row.Length; w++)
            {
                row[w] = scores[from + (w * _strides[2])];
            }
        }

        return plane;
    }

    private static void SampleRow(ReadOnlySpan<float> row, AxisLookup along, Span<float> target)
    {
        ReadOnlySpan<int> lowers = along.Lower.AsSpan(0, target.Length);
        ReadOnlySpan<float> fractions = along.Fraction.AsSpan(0, target.Length);
        int last = row.Length - 1;
        for (int w = 0; w < target.Length; w++)
        {
            int lower = lowers[w];
            if (lower < 0)
            {
                target[w] = 0;
                continue;
            }

            float value = row[lower];
            target[w] = value + ((row[Math.Min(lower + 1, last)] - value) * fractions[w]);
        }
    }

    /// <summary>lower + (upper − lower) · fraction, element by element.</summary>
    private static void Blend(ReadOnlySpan<float> lower, ReadOnlySpan<float> upper, float fraction, Span<float> target)
    {
        var share = new Vector<float>(fraction);
        int index = 0;
        for (; index <= lower.Length - Vector<float>.Count; index += Vector<float>.Count)
        {
            var low = new Vector<float>(lower[index..]);
            (low + ((new Vector<float>(upper[index..]) - low) * share)).CopyTo(target[index..]);
        }

        for (; index < lower.Length; index++)
        {
            target[index] = lower[index] + ((upper[index] - lower[index]) * fraction);
        }
    }

    private static Span<float> Room(ref float[] room, int count)
    {
        if (room.Length < count)
        {
            room = new float[count];
        }

        return room.AsSpan(0, count);
    }
}
