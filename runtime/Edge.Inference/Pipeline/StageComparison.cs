using System.Globalization;
using System.Numerics;
using Edge.Contracts;

namespace Edge.Inference.Pipeline;

/// <summary>Compares what a stage left with what is expected: shape, digest, then every statistic and probe. The greatest difference is told, measured in tolerances.</summary>
internal static class StageComparison
{
    /// <summary>Compares.</summary>
    /// <param name="expected">What the maker says.</param>
    /// <param name="values">The values, last axis fastest.</param>
    /// <param name="shape">Their shape.</param>
    /// <param name="statistics">Their statistics; null when one is no finite number.</param>
    /// <param name="digest">Their digest.</param>
    public static StageAgreement Compare<T>(
        GoldenStage expected, ReadOnlySpan<T> values, IReadOnlyList<long> shape, GoldenStatistics? statistics, string digest)
        where T : unmanaged, INumberBase<T>
    {
        Tolerance tolerance = expected.Tolerance;
        if (!shape.SequenceEqual(expected.Shape))
        {
            return new(false, $"it has the shape [{string.Join(',', shape)}], expected [{string.Join(',', expected.Shape)}].", null, tolerance);
        }

        var greatest = new Greatest(tolerance);
        if (expected.Statistics is { } wanted)
        {
            greatest.Add("min", statistics?.Min, wanted.Min);
            greatest.Add("max", statistics?.Max, wanted.Max);
            greatest.Add("mean", statistics?.Mean, wanted.Mean);
            greatest.Add("std", statistics?.Std, wanted.Std);
        }

        foreach (GoldenProbe probe in expected.Probes.Take(GoldenStage.ProbeCountMax))
        {
            string where = $"[{string.Join(',', probe.Index)}]";
            if (IndexOf(probe.Index, shape) is not { } index)
            {
                return new(false, $"a probe lies at {where}, outside the shape [{string.Join(',', shape)}].", null, tolerance);
            }

            greatest.Add(where, double.CreateTruncating(values[index]), probe.Value);
        }

        string? problem = greatest.IsBeyond
            ? greatest.InWords
            : expected.Sha256 is { } sha256 && !sha256.Equals(digest, StringComparison.OrdinalIgnoreCase)
                ? $"its values have the digest {digest}, expected {sha256}, though the probes and statistics agree: some value between them differs."
                : null;
        return new(problem is null, problem, greatest.Difference, tolerance);
    }

    /// <summary>Where an index lies in values of a shape, last axis fastest; null outside them.</summary>
    private static int? IndexOf(IReadOnlyList<int> index, IReadOnlyList<long> shape)
    {
        if (index.Count != shape.Count)
        {
            return null;
        }

        long at = 0;
        for (int axis = 0; axis < shape.Count; axis++)
        {
            if (index[axis] < 0 || index[axis] >= shape[axis])
            {
                return null;
            }

            at = (at * shape[axis]) + index[axis];
        }

        return (int)at;
    }

    /// <summary>The greatest difference so far, as a multiple of what is allowed.</summary>
    private sealed class Greatest(Tolerance tolerance)
    {
        private double _multiple = -1;

        public StageDifference? Difference { get; private set; }

        public bool IsBeyond => _multiple > 1;

        public string InWords => string.Create(
            CultureInfo.InvariantCulture,
            $"the greatest difference is at {Difference!.Where}: {Difference.Value?.ToString("R", CultureInfo.InvariantCulture) ?? "no finite number"}, "
            + $"expected {Difference.Expected:R} within {Difference.Allowed:R}.");

        public void Add(string where, double? value, double expected)
        {
            double? finite = value is { } given && double.IsFinite(given) ? given : null;
            double allowed = tolerance.Absolute + (tolerance.Relative * Math.Abs(expected));
            double off = finite is { } number ? Math.Abs(number - expected) : double.PositiveInfinity;
            double multiple = off == 0 ? 0 : off / allowed;
            if (multiple > _multiple)
            {
                (_multiple, Difference) = (multiple, new StageDifference(where, finite, expected, allowed));
            }
        }
    }
}
