namespace Edge.Contracts;

/// <summary>
/// Follows the sizes that an image may have through the steps before the network, so that a manifest whose tensor no accepted image can fill is found
/// before a session is made. Sizes that only the image decides are ranges.
/// </summary>
internal sealed class ShapeFlow
{
    private const double AxisMax = 65_535;
    private const double LeastSpacingMm = 1e-3;
    private const double GreatestSpacingMm = 1e3;

    /// <summary>Patient axis (0 side to side, 1 front to back, 2 feet to head) along which D, H and W of a plane run.</summary>
    private static readonly Dictionary<string, int[]> PlaneAxes = new(StringComparer.Ordinal)
    {
        ["axial"] = [2, 1, 0],
        ["coronal"] = [1, 2, 0],
        ["sagittal"] = [0, 2, 1],
    };

    private readonly bool _isVolume;
    private readonly IReadOnlyList<string>? _planes;
    private readonly SizeRange[] _sizes;
    private readonly SizeRange[] _spacings;

    /// <summary>Starts with what the manifest accepts.</summary>
    public ShapeFlow(ModelManifest manifest)
    {
        AcceptedInput accepts = manifest.Accepts;
        _isVolume = manifest.IsOfVolume;
        _planes = accepts.Planes;
        SizeRange slices = _isVolume ? Range(accepts.Slices, 2, AxisMax) : SizeRange.Of(1);
        _sizes = [slices, Range(accepts.Rows, 1, AxisMax), Range(accepts.Columns, 1, AxisMax)];
        SizeRange pixels = Range(accepts.PixelSpacingMm, LeastSpacingMm, GreatestSpacingMm);
        _spacings = [Range(accepts.SliceSpacingMm, LeastSpacingMm, GreatestSpacingMm), pixels, pixels];
    }

    /// <summary>Channels.</summary>
    public SizeRange Channels { get; private set; } = SizeRange.Of(1);

    /// <summary>Sizes along an axis.</summary>
    public SizeRange Size(char axis) => axis switch { 'C' => Channels, 'D' => _sizes[0], 'H' => _sizes[1], 'W' => _sizes[2], _ => SizeRange.Of(1) };

    /// <summary>Goes through a step.</summary>
    public void Apply(PreprocessStep step)
    {
        switch (step)
        {
            case ToRgbStep:
                Channels = SizeRange.Of(3);
                break;
            case ChannelsStep channels:
                Channels = SizeRange.Of(channels.Select?.Count ?? channels.Repeat ?? channels.Windows?.Count ?? ((2 * (channels.Neighbours ?? 0)) + 1));
                break;
            case OrientStep orient:
                Orient(orient.Axes);
                break;
            case ResampleStep resample:
                Each(resample.SpacingMm, (axis, mm) => Resample(axis, mm, resample.Size == "extent"));
                break;
            case ResizeStep resize:
                Resize(resize);
                break;
            case CropStep { Size: { } size }:
                Each(size, (axis, count) => _sizes[axis] = _sizes[axis].Map(from => Math.Min(from, count)));
                break;
            case CropStep:
                for (int axis = _isVolume ? 0 : 1; axis < _sizes.Length; axis++)
                {
                    _sizes[axis] = _sizes[axis] with { Min = 1 };
                }

                break;
            case PadStep { Size: { } size }:
                Each(size, (axis, count) => _sizes[axis] = _sizes[axis].Map(from => Math.Max(from, count)));
                break;
            case TileStep tile:
                Each([.. tile.Size.Select(size => (int?)size)], (axis, size) => _sizes[axis] = SizeRange.Of(size));
                break;
            case PadStep { MultipleOf: { } multiples }:
                Each([.. multiples.Select(multiple => (int?)multiple)], (axis, multiple) => _sizes[axis] = _sizes[axis].Map(from => Math.Ceiling(from / multiple) * multiple));
                break;
        }
    }

    private static SizeRange Range(ValueRange? range, double least, double greatest) =>
        range is null ? new(least, greatest) : new(Math.Max(range.Min, least), Math.Min(range.Max, greatest));

    private static void Each<T>(IReadOnlyList<T?> values, Action<int, T> act)
        where T : struct
    {
        for (int index = 0; index < values.Count; index++)
        {
            if (values[index] is { } value)
            {
                act(3 - values.Count + index, value);
            }
        }
    }

    private void Resample(int axis, double newMm, bool extent)
    {
        SizeRange old = _spacings[axis];
        _sizes[axis] = new SizeRange(Samples(_sizes[axis].Min, old.Min), Samples(_sizes[axis].Max, old.Max));
        _spacings[axis] = SizeRange.Of(newMm);

        double Samples(double count, double oldMm) =>
            Math.Max(1, Math.Round(extent ? count * oldMm / newMm : ((count - 1) * oldMm / newMm) + 1, MidpointRounding.ToEven));
    }

    private void Resize(ResizeStep step)
    {
        bool stretch = step.Fit is null or "stretch";
        int?[] sizes = [step.Depth, step.Height, step.Width];
        for (int axis = 0; axis < sizes.Length; axis++)
        {
            if (sizes[axis] is { } size)
            {
                _sizes[axis] = stretch || axis == 0 ? SizeRange.Of(size) : step.Fit == "inside" ? new SizeRange(1, size) : new SizeRange(size, AxisMax);
                _spacings[axis] = new SizeRange(LeastSpacingMm, GreatestSpacingMm);
            }
        }
    }

    /// <summary>Where one plane only is accepted it is known which axis becomes which, else any may.</summary>
    private void Orient(string axes)
    {
        SizeRange[] sizes = [.. _sizes];
        SizeRange[] spacings = [.. _spacings];
        for (int axis = 0; axis < axes.Length; axis++)
        {
            int patient = axes[2 - axis] switch { 'L' or 'R' => 0, 'P' or 'A' => 1, _ => 2 };
            int source = _planes is [var plane] && PlaneAxes.TryGetValue(plane, out int[]? runs) ? Array.IndexOf(runs, patient) : -1;
            _sizes[axis] = source >= 0 ? sizes[source] : sizes[0].Or(sizes[1]).Or(sizes[2]);
            _spacings[axis] = source >= 0 ? spacings[source] : spacings[0].Or(spacings[1]).Or(spacings[2]);
        }
    }
}
