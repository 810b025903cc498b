using System.Globalization;
using Edge.Contracts;
using Edge.Dicom;
using Edge.Inference.Pipeline.Loading;
using Edge.Inference.Pipeline.Postprocess;

namespace Edge.Inference.Pipeline;

/// <summary>
/// Refuses a unit whose volumes would not fit into the memory that a job may have, before any of it is taken: by rows, columns and frames of the headers and by what the
/// manifest resamples to. Counted are the stack, the volume that comes of it, and as much again for the network's values, of 4 bytes each. Where the network reads
/// windows, its values are those of one window, of the slices that windows overlap in, and two labels for each voxel; and the scores where they are kept whole.
/// </summary>
internal static class MemoryAdmission
{
    private const int BytesPerValue = 4;
    private const int LabelsPerVoxel = 2;
    private const long BytesPerMiB = 1024 * 1024;
    private const double DefaultSpacingMm = 1;

    /// <summary>Checks a unit.</summary>
    /// <param name="manifest">What is made of it.</param>
    /// <param name="frames">Its frames.</param>
    /// <param name="budgetBytes">What a job may have.</param>
    /// <returns>Why it is refused; null when it fits.</returns>
    public static StageStop? Check(ModelManifest manifest, IReadOnlyList<SourceInstance> frames, long budgetBytes)
    {
        double neededBytes = NeededBytes(manifest, frames);
        return neededBytes <= budgetBytes
            ? null
            : StageStop.Failed(
                string.Create(
                    CultureInfo.InvariantCulture,
                    $"It needs about {Math.Ceiling(neededBytes / BytesPerMiB)} MiB for its volumes, and a job may take {budgetBytes / BytesPerMiB}. ")
                + "Raise scheduling.memoryMiB, run it on a device with more memory, or install a release that resamples to a coarser grid; edgectl job retry tries again.");
    }

    /// <summary>The estimate, in bytes.</summary>
    public static double NeededBytes(ModelManifest manifest, IReadOnlyList<SourceInstance> frames)
    {
        if (frames.Count == 0)
        {
            return 0;
        }

        // Frame by frame there is one at a time.
        bool isByFrame = manifest.Preprocess.Any(step => step is EachFrameStep);
        double source = isByFrame ? frames.Max(ValuesOf) : frames.Sum(ValuesOf);
        ResampleStep? resample = manifest.Preprocess.OfType<ResampleStep>().FirstOrDefault();
        double result = resample is null ? source : source * Growth(resample, frames);
        return manifest.Preprocess.OfType<TileStep>().FirstOrDefault() is { } tile
            ? TiledBytes(manifest, tile, frames.Count, resample is null ? 0 : source, result)
            : BytesPerValue * (source + (2 * result));
    }

    /// <summary>What a run in windows needs.</summary>
    /// <param name="manifest">What is made of it.</param>
    /// <param name="tile">The windows.</param>
    /// <param name="slices">Slices of the source.</param>
    /// <param name="before">Values of the stack, where it is there beside the network's input.</param>
    /// <param name="input">Values of the network's input.</param>
    private static double TiledBytes(ModelManifest manifest, TileStep tile, int slices, double before, double input)
    {
        double window = tile.Size.Aggregate(1.0, static (product, size) => product * size);
        double depth = tile.Size.Count == 3 ? Math.Min(tile.Size[0], slices) : 1;
        double slab = input / Math.Max(slices, 1) * depth;
        double scores = 0;
        foreach (OutputTensor tensor in manifest.Outputs.Tensors.Where(tensor => tensor.IsDense))
        {
            int channels = manifest.Outputs.Segments.Where(segment => manifest.Outputs.Find(segment.Tensor) == tensor).Select(segment => segment.Channel).DefaultIfEmpty(0).Max() + 1;
            var plan = SegmentPlan.For(manifest, tensor);
            bool keeps = plan.KeepsScores || plan.OnSource is not null;
            scores += ((channels + 1) * (slab + window)) + (keeps ? channels * input : 0);
        }

        return (BytesPerValue * (before + input + window + scores)) + (LabelsPerVoxel * input);
    }

    private static double ValuesOf(SourceInstance frame)
    {
        DicomDataset attributes = frame.Attributes;
        double frames = frame.Frame is null && attributes.TryGetInt32(DicomTag.NumberOfFrames, out int count) ? Math.Max(count, 1) : 1;
        double samples = attributes.TryGetUInt16(DicomTag.SamplesPerPixel, out ushort given) ? given : 1;
        return attributes.TryGetUInt16(DicomTag.Rows, out ushort rows) && attributes.TryGetUInt16(DicomTag.Columns, out ushort columns)
            ? rows * (double)columns * samples * frames
            : 0;
    }

    /// <summary>How many values come of one: old by new spacing along every axis that is resampled.</summary>
    private static double Growth(ResampleStep step, IReadOnlyList<SourceInstance> frames)
    {
        double[] pixel = Numbers(frames[0].Attributes, DicomTag.PixelSpacing);
        double[] oldMm = [SliceDistanceMm(frames), .. pixel.Length == 2 ? pixel : [DefaultSpacingMm, DefaultSpacingMm]];
        double growth = 1;
        for (int index = 0; index < step.SpacingMm.Count; index++)
        {
            growth *= step.SpacingMm[index] is { } newMm ? oldMm[oldMm.Length - step.SpacingMm.Count + index] / newMm : 1;
        }

        return growth;
    }

    private static double SliceDistanceMm(IReadOnlyList<SourceInstance> frames)
    {
        double[][] positions = [.. frames.Select(frame => Numbers(frame.Attributes, DicomTag.ImagePositionPatient)).Where(position => position.Length == 3)];
        if (positions.Length > 1)
        {
            double squared = Enumerable.Range(0, 3).Sum(axis => Math.Pow(positions.Max(position => position[axis]) - positions.Min(position => position[axis]), 2));
            return Math.Sqrt(squared) / (positions.Length - 1);
        }

        return Numbers(frames[0].Attributes, DicomTag.SliceThickness) is [var thickness] ? thickness : DefaultSpacingMm;
    }

    private static double[] Numbers(DicomDataset attributes, DicomTag tag) => [.. (attributes.GetDoubles(tag) ?? []).Where(double.IsFinite)];
}
