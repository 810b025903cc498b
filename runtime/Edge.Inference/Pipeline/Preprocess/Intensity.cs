using System.Numerics;

namespace Edge.Inference.Pipeline.Preprocess;

/// <summary>Steps that change each value by itself.</summary>
internal static class Intensity
{
    /// <summary>1 − value: MONOCHROME1 after its window, whose output is 0 to 1 (PS3.3 C.7.6.3.1.2).</summary>
    public static void Invert(Span<float> values)
    {
        int index = 0;
        for (; index <= values.Length - Vector<float>.Count; index += Vector<float>.Count)
        {
            Span<float> at = values[index..];
            (Vector<float>.One - new Vector<float>(at)).CopyTo(at);
        }

        for (; index < values.Length; index++)
        {
            values[index] = 1f - values[index];
        }
    }

    /// <summary>Limits values to a range.</summary>
    public static void Clip(Span<float> values, double min, double max)
    {
        var least = new Vector<float>((float)min);
        var greatest = new Vector<float>((float)max);
        int index = 0;
        for (; index <= values.Length - Vector<float>.Count; index += Vector<float>.Count)
        {
            Span<float> at = values[index..];
            Vector.Min(Vector.Max(new Vector<float>(at), least), greatest).CopyTo(at);
        }

        for (; index < values.Length; index++)
        {
            values[index] = Math.Min(Math.Max(values[index], (float)min), (float)max);
        }
    }

    /// <summary>
    /// MONAI ScaleIntensityRange: (x − inMin) / (inMax − inMin) · (outMax − outMin) + outMin; an empty input range gives x − inMin + outMin.
    /// Results are limited to the output range only if asked, and never over an empty input range.
    /// </summary>
    public static void ScaleRange(Span<float> values, double inMin, double inMax, double outMin, double outMax, bool clip)
    {
        double factor = inMax == inMin ? 1 : (outMax - outMin) / (inMax - inMin);
        double offset = outMin - (inMin * factor);
        ModalityLut.ApplyLinear(values, factor, offset);
        if (clip && inMax != inMin)
        {
            Clip(values, outMin, outMax);
        }
    }

    /// <summary>
    /// MONAI NormalizeIntensity: subtracts a mean and divides by a deviation; what is not given is measured (population deviation, two passes in
    /// double precision). A deviation of 0 counts as 1. With <paramref name="nonzero"/> only values other than 0 are measured and changed.
    /// </summary>
    public static void Normalize(Span<float> values, double? mean, double? std, bool nonzero)
    {
        (double measuredMean, double measuredStd) = mean is null || std is null ? Measure(values, nonzero) : (0, 1);
        double center = mean ?? measuredMean;
        double spread = std ?? measuredStd;
        spread = spread == 0 ? 1 : spread;
        if (!nonzero)
        {
            ModalityLut.ApplyLinear(values, 1 / spread, -center / spread);
            return;
        }

        for (int index = 0; index < values.Length; index++)
        {
            if (values[index] != 0)
            {
                values[index] = (float)((values[index] - center) / spread);
            }
        }
    }

    private static (double Mean, double Std) Measure(ReadOnlySpan<float> values, bool nonzero)
    {
        if (!nonzero)
        {
            double all = Sum(values) / values.Length;
            return (all, Math.Sqrt(SumOfSquares(values, all) / values.Length));
        }

        double sum = 0;
        long count = 0;
        foreach (float value in values)
        {
            sum += value;
            count += value != 0 ? 1 : 0;
        }

        if (count == 0)
        {
            return (0, 1);
        }

        double mean = sum / count;
        double squares = 0;
        foreach (float value in values)
        {
            double off = value != 0 ? value - mean : 0;
            squares += off * off;
        }

        return (mean, Math.Sqrt(squares / count));
    }

    private static double Sum(ReadOnlySpan<float> values)
    {
        Vector<double> sums = Vector<double>.Zero;
        Vector<double> others = Vector<double>.Zero;
        int index = 0;
        for (; index <= values.Length - Vector<float>.Count; index += Vector<float>.Count)
        {
            Vector.Widen(new Vector<float>(values[index..]), out Vector<double> lower, out Vector<double> upper);
            sums += lower;
            others += upper;
        }

        double sum = Vector.Sum(sums + others);
        for (; index < values.Length; index++)
        {
            sum += values[index];
        }

        return sum;
    }

    private static double SumOfSquares(ReadOnlySpan<float> values, double mean)
    {
        var center = new Vector<double>(mean);
        Vector<double> sums = Vector<double>.Zero;
        Vector<double> others = Vector<double>.Zero;
        int index = 0;
        for (; index <= values.Length - Vector<float>.Count; index += Vector<float>.Count)
        {
            Vector.Widen(new Vector<float>(values[index..]), out Vector<double> lower, out Vector<double> upper);
            lower -= center;
            upper -= center;
            sums += lower * lower;
            others += upper * upper;
        }

        double sum = Vector.Sum(sums + others);
        for (; index < values.Length; index++)
        {
            sum += (values[index] - mean) * (values[index] - mean);
        }

        return sum;
    }
}
