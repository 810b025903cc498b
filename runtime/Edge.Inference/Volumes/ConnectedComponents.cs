using System.Runtime.InteropServices;

namespace Edge.Inference.Volumes;

/// <summary>
/// Connected components of a label volume in which all 26 neighbours connect, label by label. It works on runs of equal labels along W, not on
/// voxels, and joins the runs of neighbouring rows that touch.
/// </summary>
internal static class ConnectedComponents
{
    /// <summary>Sets components of fewer than <paramref name="least"/> mL to 0; one of exactly that volume stays.</summary>
    public static void RemoveSmall(Span<byte> labels, VolumeShape shape, double voxelMl, double least)
    {
        var runs = new List<Run>();
        int[] rowStart = FindRuns(labels, shape, runs);
        Span<Run> all = CollectionsMarshal.AsSpan(runs);
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

        long[] voxels = new long[all.Length];
        for (int index = 0; index < all.Length; index++)
        {
            voxels[Root(all, index)] += all[index].Length;
        }

        for (int index = 0; index < all.Length; index++)
        {
            if (voxels[Root(all, index)] * voxelMl < least)
            {
                labels.Slice(all[index].Start, all[index].Length).Clear();
            }
        }
    }

    /// <summary>Lists the runs of labels other than 0, row by row.</summary>
    /// <returns>Index of each row's first run, with one more entry at the end.</returns>
    private static int[] FindRuns(ReadOnlySpan<byte> labels, VolumeShape shape, List<Run> runs)
    {
        int rows = shape.Depth * shape.Height;
        int[] rowStart = new int[rows + 1];
        for (int row = 0; row < rows; row++)
        {
            rowStart[row] = runs.Count;
            ReadOnlySpan<byte> values = labels.Slice(row * shape.Width, shape.Width);
            int at = 0;
            while (at < values.Length)
            {
                int skipped = values[at..].IndexOfAnyExcept((byte)0);
                if (skipped < 0)
                {
                    break;
                }

                at += skipped;
                byte label = values[at];
                int length = values[at..].IndexOfAnyExcept(label);
                length = length < 0 ? values.Length - at : length;
                runs.Add(new Run(runs.Count, (row * shape.Width) + at, at, length, label));
                at += length;
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
            int endA = runs[a].Column + runs[a].Length;
            int endB = runs[b].Column + runs[b].Length;
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
    private static void Join(Span<Run> runs, int a, int b)
    {
        bool touch = runs[a].Column <= runs[b].Column + runs[b].Length && runs[b].Column <= runs[a].Column + runs[a].Length;
        if (runs[a].Label == runs[b].Label && touch)
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
    private record struct Run(int Parent, int Start, int Column, int Length, byte Label);
}
