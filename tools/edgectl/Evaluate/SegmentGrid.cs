using System.Globalization;
using Edge.Ctl.Appliance;
using Edge.Dicom;

namespace Edge.Ctl.Evaluate;

/// <summary>How the pixels of a mask's planes lie.</summary>
/// <param name="Rows">Rows of a plane.</param>
/// <param name="Columns">Columns of a plane.</param>
/// <param name="Orientation">Image Orientation (Patient) (0020,0037).</param>
/// <param name="Spacing">Pixel Spacing (0028,0030), in mm.</param>
internal sealed record SegmentGrid(int Rows, int Columns, double[] Orientation, double[] Spacing)
{
    private const double DirectionTolerance = 1e-3;
    private const double SpacingTolerance = 1e-3;

    /// <summary>Reads it from the functional groups.</summary>
    /// <exception cref="ApplianceException">They do not say it.</exception>
    public static SegmentGrid Read(DicomDataset? shared, DicomDataset? frame, int rows, int columns, string path)
    {
        double[]? orientation = (First(frame, DicomTag.PlaneOrientationSequence) ?? First(shared, DicomTag.PlaneOrientationSequence))?.GetDoubles(DicomTag.ImageOrientationPatient);
        double[]? spacing = First(shared, DicomTag.PixelMeasuresSequence)?.GetDoubles(DicomTag.PixelSpacing);
        return orientation is { Length: 6 } && spacing is { Length: 2 }
            ? new SegmentGrid(rows, columns, orientation, spacing)
            : throw new ApplianceException($"{path} does not say how its planes lie (Image Orientation (Patient), Pixel Spacing).");
    }

    /// <summary>What of another grid, the true mask's, is not as here, the model's; null when they lie alike.</summary>
    public string? Difference(SegmentGrid other) => (other.Rows, other.Columns) != (Rows, Columns)
        ? $"its planes are {other.Rows}×{other.Columns}, the model's {Rows}×{Columns}"
        : !Alike(Orientation, other.Orientation, DirectionTolerance)
            ? $"its rows and columns run along {Text(other.Orientation)}, the model's along {Text(Orientation)}"
            : !Alike(Spacing, other.Spacing, SpacingTolerance * Spacing.Max()) ? $"its pixels are {Text(other.Spacing)} mm, the model's {Text(Spacing)}" : null;

    private static bool Alike(double[] mine, double[] theirs, double tolerance) => mine.Zip(theirs, (one, other) => Math.Abs(one - other)).All(distance => distance <= tolerance);

    private static string Text(double[] values) => string.Join('\\', values.Select(value => value.ToString("0.####", CultureInfo.InvariantCulture)));

    private static DicomDataset? First(DicomDataset? dataset, DicomTag tag) => dataset?.GetItems(tag) is [var first, ..] ? first : null;
}
