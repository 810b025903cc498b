using Edge.Contracts;
using Edge.Inference.Volumes;

namespace Edge.Inference.Pipeline;

/// <summary>
/// Follows the size of one unit through the steps before the network, by the steps' own formulas and without a voxel: sizes [D,H,W], spacings and channels.
/// A crop around the foreground is taken to cut nothing off.
/// </summary>
internal sealed class GridEstimate
{
    private readonly double[] _sizes;
    private readonly double[] _spacingsMm;
    private readonly VolumeGeometry? _orientation;
    private double _current;
    private double _spare;

    /// <summary>Starts with the source.</summary>
    /// <param name="sizes">[D,H,W].</param>
    /// <param name="channels">Channels.</param>
    /// <param name="spacingsMm">Distance between neighbours, [D,H,W], in mm.</param>
    /// <param name="orientation">How the axes lie in the patient; null where that is not known.</param>
    public GridEstimate(double[] sizes, double channels, double[] spacingsMm, VolumeGeometry? orientation)
    {
        (_sizes, Channels, _spacingsMm, _orientation) = (sizes, channels, spacingsMm, orientation);
        _current = Values;
    }

    /// <summary>Channels.</summary>
    public double Channels { get; private set; }

    /// <summary>Voxels of one channel.</summary>
    public double Places => _sizes[0] * _sizes[1] * _sizes[2];

    /// <summary>Values of every channel.</summary>
    public double Values => Channels * Places;

    /// <summary>Voxels of one slice.</summary>
    public double SlicePlaces => _sizes[1] * _sizes[2];

    /// <summary>Slices.</summary>
    public double Depth => _sizes[0];

    /// <summary>Values of the two buffers that steps write in turn (<see cref="ImageVolume"/>); each stays as large as it ever was.</summary>
    public double Buffers => _current + _spare;

    /// <summary>Goes through a step.</summary>
    public void Apply(PreprocessStep step)
    {
        double before = Values;
        switch (step)
        {
            case ToRgbStep:
                Channels = 3;
                break;
            case ChannelsStep channels:
                Channels = channels.Select?.Count ?? channels.Repeat ?? channels.Windows?.Count ?? ((2 * (channels.Neighbours ?? 0)) + 1);
                break;
            case OrientStep orient when _orientation is not null:
                Orient(AxisPlan.To(_orientation, orient.Axes));
                break;
            case ResampleStep resample:
                Each(resample.SpacingMm, (axis, mm) => Resample(axis, mm, resample.Size == "extent"));
                break;
            case ResizeStep resize:
                Resize(resize);
                break;
            case CropStep { Size: { } size }:
                Each(size, (axis, count) => _sizes[axis] = Math.Min(_sizes[axis], count));
                break;
            case PadStep { Size: { } size }:
                Each(size, (axis, count) => _sizes[axis] = Math.Max(_sizes[axis], count));
                break;
            case PadStep { MultipleOf: { } multiples }:
                Each([.. multiples.Select(multiple => (int?)multiple)], (axis, multiple) => _sizes[axis] = Math.Ceiling(_sizes[axis] / multiple) * multiple);
                break;
        }

        if (step is OrientStep or ResampleStep or ResizeStep or CropStep or PadStep or ChannelsStep || before != Values)
        {
            (_current, _spare) = (Math.Max(_spare, Values), _current);
        }
    }

    /// <summary>Values that are written along the last axes of [D,H,W].</summary>
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
        double count = extent ? _sizes[axis] * _spacingsMm[axis] / newMm : ((_sizes[axis] - 1) * _spacingsMm[axis] / newMm) + 1;
        _sizes[axis] = Math.Max(Math.Round(count, MidpointRounding.ToEven), 1);
        _spacingsMm[axis] = newMm;
    }

    private void Resize(ResizeStep step)
    {
        double height = step.Height ?? _sizes[1];
        double width = step.Width ?? _sizes[2];
        if (step.Fit is "inside" or "cover")
        {
            (double alongH, double alongW) = (height / _sizes[1], width / _sizes[2]);
            double scale = step.Fit == "inside" ? Math.Min(alongH, alongW) : Math.Max(alongH, alongW);
            (height, width) = (Math.Max(Math.Round(_sizes[1] * scale), 1), Math.Max(Math.Round(_sizes[2] * scale), 1));
        }

        double[] sizes = [step.Depth ?? _sizes[0], height, width];
        for (int axis = 0; axis < sizes.Length; axis++)
        {
            _spacingsMm[axis] *= _sizes[axis] / sizes[axis];
            _sizes[axis] = sizes[axis];
        }
    }

    private void Orient(AxisPlan plan)
    {
        double[] sizes = [.. _sizes];
        double[] spacings = [.. _spacingsMm];
        for (int axis = 0; axis < sizes.Length; axis++)
        {
            (_sizes[axis], _spacingsMm[axis]) = (sizes[plan.Source(axis)], spacings[plan.Source(axis)]);
        }
    }
}
