using System.Numerics;
using Edge.Contracts;
using Edge.Dicom;

namespace Edge.Inference.Pipeline.Preprocess;

/// <summary>
/// The window function LINEAR with output 0 to 1 (PS3.3 C.11.2.1.2.1): 0 up to centre − 0.5 − (width − 1)/2, 1 above
/// centre − 0.5 + (width − 1)/2, in between (x − (centre − 0.5)) / (width − 1) + 0.5.
/// </summary>
internal static class VoiWindow
{
    /// <summary>The window that a step means for an image with these attributes and values.</summary>
    public static (double Center, double Width) Choose(VoiWindowStep step, DicomDataset attributes, ReadOnlySpan<float> values)
    {
        if (step is { Source: "fixed", Center: { } fixedCenter, Width: { } fixedWidth })
        {
            return (fixedCenter, fixedWidth);
        }

        if (step.Source == "attributes"
            && attributes.TryGetDouble(DicomTag.WindowCenter, out double center)
            && attributes.TryGetDouble(DicomTag.WindowWidth, out double width)
            && width >= 1)
        {
            return (center, width);
        }

        return FullRange(values);
    }

    /// <summary>The window that maps the least value to 0 and the greatest to 1.</summary>
    public static (double Center, double Width) FullRange(ReadOnlySpan<float> values)
    {
        (float least, float greatest) = Range(values);
        return (((double)least + greatest + 1) / 2, (double)greatest - least + 1);
    }

    /// <summary>Applies the window in place, computed in double precision.</summary>
    public static void Apply(Span<float> values, double center, double width)
    {
        double low = center - 0.5 - ((width - 1) / 2);
        double high = center - 0.5 + ((width - 1) / 2);
        double middle = center - 0.5;
        double span = width - 1;
        for (int index = 0; index < values.Length; index++)
        {
            double value = values[index];
            values[index] = value <= low ? 0f : value > high ? 1f : (float)(((value - middle) / span) + 0.5);
        }
    }

    private static (float Least, float Greatest) Range(ReadOnlySpan<float> values)
    {
        float least = values[0];
        float greatest = values[0];
        int index = 0;
        if (values.Length >= Vector<float>.Count)
        {
            var lows = new Vector<float>(values);
            Vector<float> highs = lows;
            for (; index <= values.Length - Vector<float>.Count; index += Vector<float>.Count)
            {
                var next = new Vector<float>(values[index..]);
                lows = Vector.Min(lows, next);
                highs = Vector.Max(highs, next);
            }

            for (int lane = 0; lane < Vector<float>.Count; lane++)
            {
                least = Math.Min(least, lows[lane]);
                greatest = Math.Max(greatest, highs[lane]);
            }
        }

        for (; index < values.Length; index++)
        {
            least = Math.Min(least, values[index]);
            greatest = Math.Max(greatest, values[index]);
        }

        return (least, greatest);
    }
}
