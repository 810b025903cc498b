using System.Globalization;
using Edge.Contracts;
using Edge.Dicom;
using Edge.Inference.Pipeline.Loading;
using Edge.Inference.Pipeline.Postprocess;
using Edge.Inference.Volumes;

namespace Edge.Inference.Pipeline;

/// <summary>
/// Refuses a unit whose volumes would not fit into the memory that a job may have, before any of it is taken: by rows, columns and frames of the headers and by what
/// the manifest's steps make of them. Counted, in values of 4 bytes, are the two buffers that steps write in turn, at least the stack and the network's input; as much
/// again for the network's values, or its outputs where they are more; and a copy of the input or of an output that has another order of axes or another type. Where
/// the network reads windows, or slice by slice, its values are those of one, of the slices that windows overlap in, and two labels for each voxel; and the scores where they are
/// kept whole.
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

        GridEstimate grid = Source(manifest, frames);
        double source = grid.Values;
        foreach (PreprocessStep step in manifest.Preprocess)
        {
            grid.Apply(step);
        }

        double steps = Math.Max(grid.Buffers, source + grid.Values);
        return (manifest.Preprocess.OfType<EachSliceStep>().FirstOrDefault(), manifest.Preprocess.OfType<TileStep>().FirstOrDefault()) switch
        {
            ({ Combine: null }, _) => TiledBytes(manifest, TiledRun.WholeSlices, grid),
            ({ }, _) => BytesPerValue * (steps + (2 * grid.Channels * grid.SlicePlaces)),
            (_, { } tile) => TiledBytes(manifest, tile, grid),
            _ => BytesPerValue * (steps + NetworkValues(manifest, grid)),
        };
    }

    /// <summary>What the network needs for a run of the whole, beside its input as the steps left it.</summary>
    private static double NetworkValues(ModelManifest manifest, GridEstimate grid)
    {
        double outputs = 0;
        foreach (OutputTensor tensor in manifest.Outputs.Tensors.Where(static tensor => tensor.IsDense))
        {
            double scores = ChannelsOf(manifest, tensor) * grid.Places;
            outputs += scores * (IsPlain(tensor.ElementType, tensor.Layout) ? 1 : 2);
        }

        double copy = IsPlain(manifest.Image.ElementType, manifest.Image.Layout) ? 0 : grid.Values;
        return copy + Math.Max(grid.Values, outputs);
    }

    /// <summary>True where values are used as they are.</summary>
    private static bool IsPlain(string elementType, string layout) =>
        elementType == "float32" && string.Concat(layout.Where("CDHW".Contains)) == string.Concat("CDHW".Where(layout.Contains));

    /// <summary>Channels of an output, as far as the manifest knows of them; 1 of labels.</summary>
    private static int ChannelsOf(ModelManifest manifest, OutputTensor tensor) => tensor.HoldsLabels
        ? 1
        : manifest.Outputs.Segments.Where(segment => manifest.Outputs.Find(segment.Tensor) == tensor).Select(static segment => segment.Channel).DefaultIfEmpty(0).Max() + 1;

    /// <summary>What a run in windows needs: the steps before it, or the run itself, whichever is more. The run has let go of the second buffer.</summary>
    private static double TiledBytes(ModelManifest manifest, TileStep tile, GridEstimate grid)
    {
        double window = tile.Size.Count == 0 ? grid.SlicePlaces : tile.Size.Aggregate(1.0, static (product, size) => product * size);
        double slab = grid.SlicePlaces * (tile.Size.Count == 3 ? Math.Min(tile.Size[0], grid.Depth) : 1);
        double scores = 0;
        foreach (OutputTensor tensor in manifest.Outputs.Tensors.Where(static tensor => tensor.IsDense))
        {
            int channels = ChannelsOf(manifest, tensor);
            var plan = SegmentPlan.For(manifest, tensor);
            bool keeps = plan.KeepsScores || plan.OnSource is not null;
            scores += ((channels + 1) * (slab + window)) + (keeps ? channels * grid.Places : 0);
        }

        double run = grid.Values + (grid.Channels * window) + scores;
        return (BytesPerValue * Math.Max(grid.Buffers, run)) + (LabelsPerVoxel * grid.Places);
    }

    /// <summary>The stack; of frames that are run one by one the largest.</summary>
    private static GridEstimate Source(ModelManifest manifest, IReadOnlyList<SourceInstance> frames)
    {
        bool isByFrame = manifest.Preprocess.Any(static step => step is EachFrameStep);
        double values = isByFrame ? frames.Max(ValuesOf) : frames.Sum(ValuesOf);
        DicomDataset first = frames[0].Attributes;
        double rows = first.TryGetUInt16(DicomTag.Rows, out ushort height) ? Math.Max((int)height, 1) : 1;
        double columns = first.TryGetUInt16(DicomTag.Columns, out ushort width) ? Math.Max((int)width, 1) : 1;
        double samples = first.TryGetUInt16(DicomTag.SamplesPerPixel, out ushort given) ? Math.Max((int)given, 1) : 1;
        double[] pixel = Numbers(first, DicomTag.PixelSpacing) is { Length: 2 } spacing ? spacing : Numbers(first, DicomTag.ImagerPixelSpacing);
        double[] spacings = [SliceDistanceMm(frames), .. pixel.Length == 2 ? pixel : [DefaultSpacingMm, DefaultSpacingMm]];
        return new GridEstimate([values / (rows * columns * samples), rows, columns], samples, spacings, Orientation(first));
    }

    /// <summary>The directions of D, H and W; null where the image does not lie in the patient.</summary>
    private static VolumeGeometry? Orientation(DicomDataset attributes)
    {
        double[] numbers = Numbers(attributes, DicomTag.ImageOrientationPatient);
        if (numbers.Length != 6)
        {
            return null;
        }

        var row = new PatientVector(numbers[0], numbers[1], numbers[2]);
        var column = new PatientVector(numbers[3], numbers[4], numbers[5]);
        PatientVector normal = row.Cross(column);
        return row.Length > 0 && column.Length > 0 && normal.Length > 0 ? new VolumeGeometry(default, normal, column, row) : null;
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
