using System.Numerics;
using Edge.Contracts;

namespace Edge.Inference.Pipeline;

/// <summary>Statistics of the values of a stage, in double precision.</summary>
internal static class StageStatistics
{
    /// <summary>Computes them; null when a value is no finite number or there is none.</summary>
    public static GoldenStatistics? Of<T>(ReadOnlySpan<T> values)
        where T : unmanaged, INumberBase<T>
    {
        double min = double.PositiveInfinity;
        double max = double.NegativeInfinity;
        double sum = 0;
        foreach (T value in values)
        {
            double number = double.CreateTruncating(value);
            if (!double.IsFinite(number))
            {
                return null;
            }

            min = Math.Min(min, number);
            max = Math.Max(max, number);
            sum += number;
        }

        if (values.IsEmpty)
        {
            return null;
        }

        // Twice over the values: the difference of two large sums would lose what is asked for.
        double mean = sum / values.Length;
        double squares = 0;
        foreach (T value in values)
        {
            double off = double.CreateTruncating(value) - mean;
            squares += off * off;
        }

        return new GoldenStatistics(min, max, mean, Math.Sqrt(squares / values.Length));
    }
}
