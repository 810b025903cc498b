using System.Numerics;
using System.Runtime.InteropServices;
using Edge.Dicom;
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
                if (!TryReadTable(item, attributes, out int first, out ReadOnlySpan<ushort> entries))
                {
                    return StageStop.Failed($"The Modality LUT of {slices[slice].Name} is malformed. Send it again from where it was made.");
                }

                ApplyTable(own, first, entries);
                continue;
            }

            double slope = attributes.TryGetDouble(DicomTag.RescaleSlope, out double m) ? m : 1;
            double intercept = attributes.TryGetDouble(DicomTag.RescaleIntercept, out double b) ? b : 0;
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

    /// <summary>Values below the first mapped one take the first entry, those above the last one the last.</summary>
    public static void ApplyTable(Span<float> values, int first, ReadOnlySpan<ushort> entries)
    {
        for (int index = 0; index < values.Length; index++)
        {
            values[index] = entries[Math.Clamp((int)values[index] - first, 0, entries.Length - 1)];
        }
    }

    /// <summary>LUT Descriptor: number of entries (0 means 65536), first stored value mapped, bits an entry (PS3.3 C.11.1.1).</summary>
    private static bool TryReadTable(DicomDataset item, DicomDataset image, out int first, out ReadOnlySpan<ushort> entries)
    {
        first = 0;
        entries = default;
        if (item.GetIntegers(DicomTag.LUTDescriptor) is not [var count, var start, var bits] || !item.TryGetBytes(DicomTag.LUTData, out ReadOnlyMemory<byte> data))
        {
            return false;
        }

        // The first value mapped has the image's sign, whatever the VR of the descriptor says.
        bool signed = image.TryGetUInt16(DicomTag.PixelRepresentation, out ushort representation) && representation == 1;
        first = signed ? (short)start : (ushort)start;
        int wanted = (ushort)count == 0 ? 65536 : (ushort)count;
        if (bits == 8 && data.Length < wanted * sizeof(ushort))
        {
            // Some makers write entries of 8 bits one byte each.
            entries = Array.ConvertAll(data[..Math.Min(data.Length, wanted)].ToArray(), entry => (ushort)entry);
        }
        else
        {
            entries = MemoryMarshal.Cast<byte, ushort>(data.Span);
        }

        entries = entries[..Math.Min(entries.Length, wanted)];
        return entries.Length == wanted;
    }
}
