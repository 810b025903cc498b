using System.Buffers;
using System.Runtime.CompilerServices;

namespace Edge.Inference.Volumes;

/// <summary>
/// Connected components of a label volume in which all 26 neighbours connect, segment by segment. It works on runs of equal labels along W, not on
/// voxels, and joins the runs of neighbouring rows that touch.
/// </summary>
internal static class ConnectedComponents
{
    private const int BitCount = 8;

    /// <summary>Removes components of fewer than <paramref name="least"/> mL; one of exactly that volume stays.</summary>
    /// <param name="labels">Labels, or bits where segments may overlap; changed in place.</param>
    /// <param name="shape">Their size.</param>
    /// <param name="areBits">Whether they are bits.</param>
    /// <param name="voxelMl">Volume of a voxel in mL.</param>
    /// <param name="least">Least volume kept, in mL.</param>
    public static void RemoveSmall(Span<byte> labels, VolumeShape shape, bool areBits, double voxelMl, double least)
    {
        foreach (int bit in Bits(areBits))
        {
            using var found = new RunList();
            Span<Run> runs = FindComponents(labels, shape, bit, found, out long[] voxels);
            for (int index = 0; index < runs.Length; index++)
            {
                if (voxels[Root(runs, index)] * voxelMl < least)
                {
                    Remove(labels, runs[index], bit);
                }
            }
        }
    }

    /// <summary>Keeps, of each segment, the component of most voxels; of equal ones the one whose first voxel comes first.</summary>
    /// <param name="labels">Labels, or bits where segments may overlap; changed in place.</param>
    /// <param name="shape">Their size.</param>
    /// <param name="areBits">Whether they are bits.</param>
    public static void KeepLargest(Span<byte> labels, VolumeShape shape, bool areBits)
    {
        Span<int> largest = stackalloc int[byte.MaxValue + 1];
        foreach (int bit in Bits(areBits))
        {
            using var found = new RunList();
            Span<Run> runs = FindComponents(labels, shape, bit, found, out long[] voxels);
            largest.Fill(-1);
            for (int index = 0; index < runs.Length; index++)
            {
                ref int best = ref largest[runs[index].Label];
                if (Root(runs, index) == index && (best < 0 || voxels[index] > voxels[best]))
                {
                    best = index;
                }
            }

            for (int index = 0; index < runs.Length; index++)
            {
                if (Root(runs, index) != largest[runs[index].Label])
                {
                    Remove(labels, runs[index], bit);
                }
            }
        }
    }

    /// <summary>Lists the components of a mask in which all neighbours connect, each as its runs.</summary>
    /// <param name="mask">1 or 0 for each voxel.</param>
    /// <param name="shape">Its size.</param>
    /// <param name="receive">Told each run: the component's number, the row (of all rows), the first column and the length.</param>
    public static void VisitRuns(ReadOnlySpan<byte> mask, VolumeShape shape, Action<int, int, int, int> receive)
    {
        using var found = new RunList();
        Span<Run> runs = FindComponents(mask, shape, -1, found, out _);
        for (int index = 0; index < runs.Length; index++)
        {
            receive(Root(runs, index), runs[index].Start / shape.Width, runs[index].Column, runs[index].Length);
        }
    }

    private static IEnumerable<int> Bits(bool areBits) => areBits ? Enumerable.Range(0, BitCount) : [-1];

    /// <summary>Joins the runs of a label, or of a bit, that touch.</summary>
    /// <param name="labels">The labels.</param>
    /// <param name="shape">Their size.</param>
    /// <param name="bit">The bit; −1 where labels are numbers.</param>
    /// <param name="runs">Holds the runs.</param>
    /// <param name="voxels">Receives the voxels of each component, at its root.</param>
    private static Span<Run> FindComponents(ReadOnlySpan<byte> labels, VolumeShape shape, int bit, RunList runs, out long[] voxels)
    {
        int[] rowStart = bit < 0 ? FindRuns(labels, shape, runs) : FindBitRuns(labels, shape, bit, runs);
        Span<Run> all = runs.All;
        for (int d = 0; d < shape.Depth; d++)
        {
            for (int h = 0; h < shape.Height; h++)
            {
                // The rows before this one that touch it: the one above, and three of the slice before.
                JoinRows(all, rowStart, shape, d, h, d, h - 1);
                JoinRows(all, rowStart, shape, d, h, d - 1, h - 1);
                JoinRows(all, rowStart, shape, d, h, d - 1, h);
                JoinRows(all, rowStart, shape, d, h, d - 1, h + 1);
            }
        }

        voxels = new long[all.Length];
        for (int index = 0; index < all.Length; index++)
        {
            voxels[Root(all, index)] += all[index].Length;
        }

        return all;
    }

    private static void Remove(Span<byte> labels, Run run, int bit)
    {
        Span<byte> voxels = labels.Slice(run.Start, run.Length);
        if (bit < 0)
        {
            voxels.Clear();
            return;
        }

        for (int index = 0; index < voxels.Length; index++)
        {
            voxels[index] &= (byte)~(1 << bit);
        }
    }

    /// <summary>Lists the runs of voxels whose bit is set, row by row.</summary>
    /// <returns>Index of each row's first run, with one more entry at the end.</returns>
    private static int[] FindBitRuns(ReadOnlySpan<byte> labels, VolumeShape shape, int bit, RunList runs)
    {
        int rows = shape.Depth * shape.Height;
        int[] rowStart = new int[rows + 1];
        for (int row = 0; row < rows; row++)
        {
            rowStart[row] = runs.Count;
            ReadOnlySpan<byte> values = labels.Slice(row * shape.Width, shape.Width);
            int start = -1;
            for (int at = 0; at <= values.Length; at++)
            {
                bool isSet = at < values.Length && ((values[at] >> bit) & 1) != 0;
                if (isSet && start < 0)
                {
                    start = at;
                }
                else if (!isSet && start >= 0)
                {
                    runs.Add(new Run(runs.Count, (row * shape.Width) + start, start, at - start, (byte)bit));
                    start = -1;
                }
            }
        }

        rowStart[rows] = runs.Count;
        return rowStart;
    }

    /// <summary>Lists the runs of labels other than 0, row by row.</summary>
    /// <returns>Index of each row's first run, with one more entry at the end.</returns>
    private static int[] FindRuns(ReadOnlySpan<byte> labels, VolumeShape shape, RunList runs)
    {
        int rows = shape.Depth * shape.Height;
        int[] rowStart = new int[rows + 1];
        for (int row = 0; row < rows; row++)
        {
            rowStart[row] = runs.Count;
            ReadOnlySpan<byte> values = labels.Slice(row * shape.Width, shape.Width);
            int at = values.IndexOfAnyExcept((byte)0);
            while (at >= 0 && at < values.Length)
            {
                byte label = values[at];
                int end = at + 1;
                while (end < values.Length && values[end] == label)
                {
                    end++;
                }

                if (label != 0)
                {
                    runs.Add(new Run(runs.Count, (row * shape.Width) + at, at, end - at, label));
                }

                at = end;
            }
        }

        rowStart[rows] = runs.Count;
        return rowStart;
    }

    private static void JoinRows(Span<Run> runs, int[] rowStart, VolumeShape shape, int d, int h, int otherD, int otherH)
    {
        if (otherD < 0 || otherH < 0 || otherH >= shape.Height)
        {
            return;
        }

        int row = (d * shape.Height) + h;
        int other = (otherD * shape.Height) + otherH;
        (int a, int b) = (rowStart[row], rowStart[other]);
        while (a < rowStart[row + 1] && b < rowStart[other + 1])
        {
            Join(runs, a, b);
            int endA = runs[a].End;
            int endB = runs[b].End;
            if (endA < endB)
            {
                a++;
                continue;
            }

            if (endA == endB && a + 1 < rowStart[row + 1])
            {
                // The next run of this row may begin where both end, and so touch b at a corner.
                Join(runs, a + 1, b);
            }

            b++;
        }
    }

    /// <summary>Joins two runs of neighbouring rows that have one label and overlap or meet at a corner.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Join(Span<Run> runs, int a, int b)
    {
        ref Run one = ref runs[a];
        ref Run other = ref runs[b];

        // Most are joined already, by a row before.
        if (one.Label == other.Label && one.Parent != other.Parent && one.Column <= other.End && other.Column <= one.End)
        {
            int rootA = Root(runs, a);
            int rootB = Root(runs, b);
            runs[Math.Max(rootA, rootB)].Parent = Math.Min(rootA, rootB);
        }
    }

    private static int Root(Span<Run> runs, int index)
    {
        while (runs[index].Parent != index)
        {
            runs[index].Parent = runs[runs[index].Parent].Parent;
            index = runs[index].Parent;
        }

        return index;
    }

    /// <summary>Neighbouring voxels of one label within a row.</summary>
    private struct Run(int parent, int start, int column, int length, byte label)
    {
        public int Parent = parent;
        public readonly int Start = start;
        public readonly int Column = column;
        public readonly int Length = length;
        public readonly byte Label = label;

        /// <summary>The column behind it.</summary>
        public readonly int End => Column + Length;
    }

    /// <summary>Runs as they are found, in memory that the next volume uses again.</summary>
    private sealed class RunList : IDisposable
    {
        private const int FirstCount = 16 * 1024;

        private Run[] _runs = ArrayPool<Run>.Shared.Rent(FirstCount);

        /// <summary>Runs so far.</summary>
        public int Count { get; private set; }

        /// <summary>Every run.</summary>
        public Span<Run> All => _runs.AsSpan(0, Count);

        /// <summary>Adds one.</summary>
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public void Add(Run run)
        {
            if (Count == _runs.Length)
            {
                Grow();
            }

            _runs[Count++] = run;
        }

        /// <inheritdoc/>
        public void Dispose() => ArrayPool<Run>.Shared.Return(_runs);

        private void Grow()
        {
            Run[] larger = ArrayPool<Run>.Shared.Rent(_runs.Length * 2);
            All.CopyTo(larger);
            ArrayPool<Run>.Shared.Return(_runs);
            _runs = larger;
        }
    }
}
