using System.Numerics;
namespace Edge.Dicom.Images;

/// <summary>One view of an image's values: a window with its function, or a table (PS3.3 C.11.2). Its output is 0 to 1.</summary>
public sealed record VoiTransform
{
    private VoiTransform(VoiFunction function, double center, double width, LookupTable? table)
    {
        Function = function;
        Center = center;
        Width = width;
        Table = table;
    }

    /// <summary>Which kind.</summary>
    public VoiFunction Function { get; }

    /// <summary>Window Center (0028,1050), in output units of the modality; 0 for a table.</summary>
    public double Center { get; }

    /// <summary>Window Width (0028,1051); 0 for a table.</summary>
    public double Width { get; }

    /// <summary>The table; null for a window.</summary>
    public LookupTable? Table { get; }

    /// <summary>A window; null when its width is not valid for its function.</summary>
    public static VoiTransform? Window(VoiFunction function, double center, double width) =>
        double.IsFinite(center) && double.IsFinite(width) && (function == VoiFunction.Linear ? width >= 1 : width > 0)
            ? new VoiTransform(function, center, width, table: null)
            : null;

    /// <summary>A table.</summary>
    public static VoiTransform Of(LookupTable table) => new(VoiFunction.Table, 0, 0, table ?? throw new ArgumentNullException(nameof(table)));

    /// <summary>VOI LUT Function (0028,1056) of an image; LINEAR where it is absent or unknown.</summary>
    public static VoiFunction FunctionOf(DicomDataset image)
    {
        ArgumentNullException.ThrowIfNull(image);
        return image.GetString(DicomTag.VOILUTFunction) switch
        {
            "LINEAR_EXACT" => VoiFunction.LinearExact,
            "SIGMOID" => VoiFunction.Sigmoid,
            _ => VoiFunction.Linear,
        };
    }

    /// <summary>Every valid window of an image, in its order, each with the given function.</summary>
    public static IReadOnlyList<VoiTransform> Windows(DicomDataset image, VoiFunction function)
    {
        ArgumentNullException.ThrowIfNull(image);
        double[] centers = image.GetDoubles(DicomTag.WindowCenter) ?? [];
        double[] widths = image.GetDoubles(DicomTag.WindowWidth) ?? [];
        return [.. centers.Zip(widths, (center, width) => Window(function, center, width)).OfType<VoiTransform>()];
    }

    /// <summary>Every table of an image's VOI LUT Sequence (0028,3010) that is well-formed, in its order.</summary>
    public static IReadOnlyList<VoiTransform> Tables(DicomDataset image)
    {
        ArgumentNullException.ThrowIfNull(image);

        // Inputs are signed where the pixels are, or where rescaling makes them so; a modality LUT gives none below 0 (C.11.2.1.1).
        bool signed = image.GetItems(DicomTag.ModalityLUTSequence).Count == 0
            && ((image.TryGetUInt16(DicomTag.PixelRepresentation, out ushort representation) && representation == 1)
                || (image.TryGetDouble(DicomTag.RescaleIntercept, out double intercept) && intercept < 0));
        return [.. image.GetItems(DicomTag.VOILUTSequence).Select(item => LookupTable.Of(item, signed)).OfType<LookupTable>().Select(Of)];
    }

    /// <summary>Applies it in place, computed in double precision. What is no number stays none.</summary>
    public void Apply(Span<float> values)
    {
        switch (Function)
        {
            case VoiFunction.Table:
                ApplyTable(Table!, values);
                break;
            case VoiFunction.Sigmoid:
                ApplySigmoid(values);
                break;
            default:
                ApplyRamp(values);
                break;
        }
    }

    private static void ApplyTable(LookupTable table, Span<float> values)
    {
        for (int index = 0; index < values.Length; index++)
        {
            values[index] = float.IsNaN(values[index]) ? float.NaN : (float)(table.Value(values[index]) / (double)table.Max);
        }
    }

    private void ApplySigmoid(Span<float> values)
    {
        for (int index = 0; index < values.Length; index++)
        {
            values[index] = (float)(1 / (1 + Math.Exp(-4 * (values[index] - Center) / Width)));
        }
    }

    private void ApplyRamp(Span<float> values)
    {
        double middle = Function == VoiFunction.Linear ? Center - 0.5 : Center;
        double span = Function == VoiFunction.Linear ? Width - 1 : Width;
        double low = middle - (span / 2);
        double high = middle + (span / 2);
        if (span == 0)
        {
            ApplyStep(values, middle);
            return;
        }

        var center = new Vector<double>(middle);
        var slope = new Vector<double>(1 / span);
        int index = 0;
        for (; index <= values.Length - Vector<float>.Count; index += Vector<float>.Count)
        {
            Span<float> at = values[index..];
            Vector.Widen(new Vector<float>(at), out Vector<double> lower, out Vector<double> upper);
            Vector.Narrow(Ramp(lower, center, slope), Ramp(upper, center, slope)).CopyTo(at);
        }

        for (; index < values.Length; index++)
        {
            double value = values[index];
            values[index] = value <= low ? 0f : value > high ? 1f : (float)(((value - middle) / span) + 0.5);
        }
    }

    /// <summary>A window of width 1: 0 up to its middle, and 1 above it. What is no number stays none.</summary>
    private static void ApplyStep(Span<float> values, double middle)
    {
        for (int index = 0; index < values.Length; index++)
        {
            values[index] = values[index] <= middle ? 0f : values[index] > middle ? 1f : float.NaN;
        }
    }

    // The ends of the window are where the ramp comes to 0 and to 1.
    private static Vector<double> Ramp(Vector<double> value, Vector<double> center, Vector<double> slope)
    {
        Vector<double> ramp = ((value - center) * slope) + new Vector<double>(0.5);
        return Vector.Min(Vector.Max(ramp, Vector<double>.Zero), Vector<double>.One);
    }
}
