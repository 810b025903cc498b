using System.Numerics;
using Edge.Dicom;
using Edge.Dicom.Images;
using Edge.Inference.Pipeline.Loading;

namespace Edge.Inference.Pipeline.Preprocess;

/// <summary>
/// Stored values to output units: the Modality LUT Sequence where there is one (PS3.3 C.11.1.1.1), else slope · value + intercept, which are
/// 1 and 0 where absent (C.11.1.1.2). Each slice has its own.
/// </summary>
internal static class ModalityLut
{
    /// <summary>Applies each slice's own to its values.</summary>
    /// <returns>Null, or why a slice's cannot be read.</returns>
    public static StageStop? Apply(IReadOnlyList<SourceInstance> slices, Span<float> values, int sliceCount)
    {
        for (int slice = 0; slice < slices.Count; slice++)
        {
            Span<float> own = values.Slice(slice * sliceCount, sliceCount);
            DicomDataset attributes = slices[slice].Attributes;
            if (attributes.GetItems(DicomTag.ModalityLUTSequence) is [var item, ..])
            {
                bool signed = attributes.TryGetUInt16(DicomTag.PixelRepresentation, out ushort representation) && representation == 1;
                if (LookupTable.Of(item, signed) is not { } table)
                {
                    return StageStop.Failed($"The Modality LUT of {slices[slice].Name} is malformed. Send it again from where it was made.");
                }

                ApplyTable(own, table);
                continue;
            }

            double slope = attributes.TryGetDouble(DicomTag.RescaleSlope, out double m) ? m : 1;
            double intercept = attributes.TryGetDouble(DicomTag.RescaleIntercept, out double b) ? b : 0;
            if (!double.IsFinite(slope) || !double.IsFinite(intercept))
            {
                return StageStop.Failed($"The Rescale Slope or Intercept of {slices[slice].Name} is no number. Send it again from where it was made.");
            }

            ApplyLinear(own, slope, intercept);
        }

        return null;
    }

    /// <summary>slope · value + intercept, computed in double precision.</summary>
    public static void ApplyLinear(Span<float> values, double slope, double intercept)
    {
        if (slope == 1 && intercept == 0)
        {
            return;
        }

        int index = 0;
        var factor = new Vector<double>(slope);
        var offset = new Vector<double>(intercept);
        for (; index <= values.Length - Vector<float>.Count; index += Vector<float>.Count)
        {
            Span<float> at = values[index..];
            Vector.Widen(new Vector<float>(at), out Vector<double> lower, out Vector<double> upper);
            Vector.Narrow((lower * factor) + offset, (upper * factor) + offset).CopyTo(at);
        }

        for (; index < values.Length; index++)
        {
            values[index] = (float)((values[index] * slope) + intercept);
        }
    }

    /// <summary>Values below the first mapped one take the first entry, those above the last one the last. What is no number stays none.</summary>
    public static void ApplyTable(Span<float> values, LookupTable table)
    {
        for (int index = 0; index < values.Length; index++)
        {
            values[index] = float.IsNaN(values[index]) ? float.NaN : table.Value(values[index]);
        }
    }
}
