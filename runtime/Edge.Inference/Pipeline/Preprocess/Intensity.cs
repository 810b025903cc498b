using System.Numerics;

namespace Edge.Inference.Pipeline.Preprocess;

/// <summary>Steps that change each value by itself.</summary>
internal static class Intensity
{
    /// <summary>1 − value: MONOCHROME1 after its window, whose output is 0 to 1 (PS3.3 C.7.6.3.1.2).</summary>
    public static void Invert(Span<float> values)
    {
        for (int index = 0; index < values.Length; index++)
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
        double sum = 0;
        long count = 0;
        foreach (float value in values)
        {
            if (!nonzero || value != 0)
            {
                sum += value;
                count++;
            }
        }

        if (count == 0)
        {
            return (0, 1);
        }

        double mean = sum / count;
        double squares = 0;
        foreach (float value in values)
        {
            if (!nonzero || value != 0)
            {
                squares += (value - mean) * (value - mean);
            }
        }

        return (mean, Math.Sqrt(squares / count));
    }
}
