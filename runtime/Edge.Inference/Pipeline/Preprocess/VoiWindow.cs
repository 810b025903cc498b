using System.Numerics;
using Edge.Contracts;
using Edge.Dicom;
using Edge.Dicom.Images;

namespace Edge.Inference.Pipeline.Preprocess;

/// <summary>Which view of an image's values a step means (PS3.3 C.11.2); it is applied by <see cref="VoiTransform"/>.</summary>
internal static class VoiWindow
{
    /// <summary>The view that a step means for an image with these attributes and values.</summary>
    public static VoiTransform Choose(VoiWindowStep step, DicomDataset attributes, ReadOnlySpan<float> values)
    {
        VoiFunction function = step.Function switch
        {
            "linear-exact" => VoiFunction.LinearExact,
            "sigmoid" => VoiFunction.Sigmoid,
            "attribute" => VoiTransform.FunctionOf(attributes),
            _ => VoiFunction.Linear,
        };
        VoiTransform? chosen = step.Source switch
        {
            "fixed" => VoiTransform.Window(function, step.Center ?? double.NaN, step.Width ?? double.NaN),
            "attributes" => Window(attributes, function),
            "voi-lut" => VoiTransform.Tables(attributes) is [var table, ..] ? table : Window(attributes, function),
            _ => null,
        };
        return chosen ?? FullRange(values);
    }

    /// <summary>The window that maps the least value to 0 and the greatest to 1.</summary>
    public static VoiTransform FullRange(ReadOnlySpan<float> values)
    {
        (float least, float greatest) = Range(values);
        return VoiTransform.Window(VoiFunction.Linear, ((double)least + greatest + 1) / 2, (double)greatest - least + 1)
            ?? VoiTransform.Window(VoiFunction.Linear, 0, 1)!;
    }

    // The first window, and no later one: it is the one the maker means (C.11.2.1.2).
    private static VoiTransform? Window(DicomDataset attributes, VoiFunction function) =>
        attributes.TryGetDouble(DicomTag.WindowCenter, out double center) && attributes.TryGetDouble(DicomTag.WindowWidth, out double width)
            ? VoiTransform.Window(function, center, width)
            : null;

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
