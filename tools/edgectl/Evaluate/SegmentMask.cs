using Edge.Ctl.Appliance;
using Edge.Dicom;

namespace Edge.Ctl.Evaluate;

/// <summary>The voxels of one segment, plane by plane, by where each plane lies in the patient.</summary>
/// <param name="Planes">The planes that it has a frame for.</param>
/// <param name="Grid">How the pixels of every plane lie.</param>
/// <param name="VoxelMl">Volume of one voxel, in mL.</param>
internal sealed record SegmentMask(IReadOnlyList<SegmentPlane> Planes, SegmentGrid Grid, double VoxelMl)
{
    private const string SegmentationStorage = "1.2.840.10008.5.1.4.1.1.66.4";
    private const long PixelsMax = 2L * 1024 * 1024 * 1024;
    private const double HalfOfMaximum = 0.5;
    private const double MlPerCubicMm = 0.001;

    /// <summary>Voxels of the segment.</summary>
    public long Count => Planes.Sum(plane => plane.Pixels.LongCount(pixel => pixel != 0));

    /// <summary>Reads one segment of a DICOM Segmentation (PS3.3 A.51), binary or fractional; of the latter what reaches half of the maximum.</summary>
    /// <param name="path">The file.</param>
    /// <param name="label">Segment Label (0062,0005); where no segment has it, the only one there is.</param>
    /// <exception cref="ApplianceException">It is none, or has no such segment.</exception>
    public static SegmentMask Read(string path, string label)
    {
        DicomDataset dataset;
        try
        {
            dataset = DicomFile.Open(path).Dataset;
        }
        catch (Exception exception) when (exception is DicomFormatException or IOException or UnauthorizedAccessException)
        {
            throw new ApplianceException($"{path} cannot be read: {exception.Message}", exception);
        }

        if (dataset.GetString(DicomTag.SOPClassUID) != SegmentationStorage)
        {
            throw new ApplianceException($"{path} is no DICOM Segmentation.");
        }

        int segment = NumberOf(dataset, label, path);
        int rows = Number(dataset, DicomTag.Rows, path);
        int columns = Number(dataset, DicomTag.Columns, path);
        IReadOnlyList<DicomDataset> frames = dataset.GetItems(DicomTag.PerFrameFunctionalGroupsSequence);
        if ((long)rows * columns * frames.Count > PixelsMax)
        {
            throw new ApplianceException($"{path} has {frames.Count} frames of {rows}×{columns}, which is more than can be compared.");
        }

        DicomDataset? shared = First(dataset, DicomTag.SharedFunctionalGroupsSequence);
        var pixels = new SegmentPixels(dataset, rows * columns, HalfOfMaximum, path);
        var planes = new List<SegmentPlane>();
        for (int frame = 0; frame < frames.Count; frame++)
        {
            DicomDataset groups = frames[frame];
            DicomDataset? identification = Group(groups, shared, DicomTag.SegmentIdentificationSequence);
            if (identification is not null && identification.TryGetInt32(DicomTag.ReferencedSegmentNumber, out int of) && of == segment)
            {
                planes.Add(new SegmentPlane(PositionOf(Group(groups, shared, DicomTag.PlanePositionSequence), path), pixels.Frame(frame)));
            }
        }

        return new SegmentMask(planes, SegmentGrid.Read(shared, frames.Count > 0 ? frames[0] : null, rows, columns, path), VoxelMlOf(shared, path));
    }

    /// <summary>Dice with another mask of the same grid: a plane that only one has is empty in the other. Null where both are empty.</summary>
    /// <exception cref="ApplianceException">The planes do not lie alike.</exception>
    public double? Dice(SegmentMask other)
    {
        if (Grid.Difference(other.Grid) is { } difference)
        {
            throw new ApplianceException($"{difference}; masks must lie on the images' own grid");
        }

        long both = 0;
        foreach (SegmentPlane plane in Planes)
        {
            if (other.Planes.FirstOrDefault(plane.IsAt) is { } theirs)
            {
                for (int pixel = 0; pixel < plane.Pixels.Length; pixel++)
                {
                    both += plane.Pixels[pixel] & theirs.Pixels[pixel];
                }
            }
        }

        long sum = Count + other.Count;
        return sum == 0 ? null : 2.0 * both / sum;
    }

    private static int NumberOf(DicomDataset dataset, string label, string path)
    {
        IReadOnlyList<DicomDataset> segments = dataset.GetItems(DicomTag.SegmentSequence);
        DicomDataset? found = segments.FirstOrDefault(segment => string.Equals(segment.GetString(DicomTag.SegmentLabel)?.Trim(), label, StringComparison.OrdinalIgnoreCase))
            ?? (segments.Count == 1 ? segments[0] : null);
        return found is null
            ? throw new ApplianceException(
                $"{path} has no segment '{label}'; it has {string.Join(", ", segments.Select(segment => $"'{segment.GetString(DicomTag.SegmentLabel)}'"))}.")
            : Number(found, DicomTag.SegmentNumber, path);
    }

    private static int Number(DicomDataset dataset, DicomTag tag, string path) =>
        dataset.TryGetInt32(tag, out int number) ? number : throw new ApplianceException($"{path} does not say its {DicomDictionary.KeywordOrNumber(tag)}.");

    private static DicomDataset? Group(DicomDataset frame, DicomDataset? shared, DicomTag tag) =>
        First(frame, tag) ?? First(shared, tag);

    private static DicomDataset? First(DicomDataset? dataset, DicomTag tag) => dataset?.GetItems(tag) is [var first, ..] ? first : null;

    private static double[] PositionOf(DicomDataset? planePosition, string path) => planePosition?.GetDoubles(DicomTag.ImagePositionPatient) is [_, _, _] and var position
        ? position
        : throw new ApplianceException($"{path} does not say where each frame lies (Image Position (Patient)).");

    private static double VoxelMlOf(DicomDataset? shared, string path)
    {
        DicomDataset? measures = First(shared, DicomTag.PixelMeasuresSequence);
        double[]? spacing = measures?.GetDoubles(DicomTag.PixelSpacing);
        double slice = 0;
        bool hasSlice = measures is not null
            && (measures.TryGetDouble(DicomTag.SpacingBetweenSlices, out slice) || measures.TryGetDouble(DicomTag.SliceThickness, out slice));
        return spacing is [var row, var column] && hasSlice
            ? row * column * slice * MlPerCubicMm
            : throw new ApplianceException($"{path} does not say the size of its voxels (Pixel Measures).");
    }
}
