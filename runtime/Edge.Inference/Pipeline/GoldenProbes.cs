using System.Globalization;
using Edge.Contracts;
using Edge.Inference.Volumes;

namespace Edge.Inference.Pipeline;

/// <summary>Looks at the network's outputs while a golden case runs, and compares them at the case's probes.</summary>
/// <param name="golden">The case.</param>
/// <param name="model">The release.</param>
internal sealed class GoldenProbes(GoldenCase golden, LoadedModel model)
{
    private readonly HashSet<GoldenProbe> _seen = new(ReferenceEqualityComparer.Instance);
    private string? _difference;

    /// <summary>A pipeline whose outputs are looked at.</summary>
    public UnitPipeline Pipeline() => new(model, stageEntered: static _ => { }, TimeProvider.System) { OutputsMade = Look, SliceMade = Look };

    /// <summary>The first difference, in words; null when every probe was seen and agrees.</summary>
    public string? Difference() => _difference ?? (golden.Expected.Probes.FirstOrDefault(probe => !_seen.Contains(probe)) is { } missed
        ? $"a probe lies at [{string.Join(',', missed.Index)}] of {missed.Tensor ?? "the first output"}, which gave nothing there."
        : null);

    private void Look(NetworkOutputs outputs)
    {
        foreach (GoldenProbe probe in golden.Expected.Probes)
        {
            if (outputs.All.FirstOrDefault(output => output.Declared.Tensor == TensorOf(probe)) is not { } output)
            {
                continue;
            }

            _seen.Add(probe);
            _difference ??= output.At(probe.Index) is { } value
                ? OfValue(probe, value)
                : $"a probe lies at [{string.Join(',', probe.Index)}], outside the output of [{string.Join(',', output.Shape)}].";
        }
    }

    /// <summary>Compares the probes that lie in one slice of an output that is blended of windows.</summary>
    private void Look(string tensor, int slice, ReadOnlySpan<float> scores)
    {
        string layout = model.Manifest.Outputs.Find(tensor)!.Layout;
        VolumeShape grid = model.Image.Volume.Shape;
        foreach (GoldenProbe probe in golden.Expected.Probes.Where(probe => TensorOf(probe) == tensor && probe.Index.Count == layout.Length))
        {
            int Along(char axis) => layout.IndexOf(axis, StringComparison.Ordinal) is var at and >= 0 ? probe.Index[at] : 0;
            (int channel, int h, int w) = (Along('C'), Along('H'), Along('W'));
            int channels = scores.Length / grid.SliceCount;
            if (Along('D') != slice || Along('N') != 0 || channel < 0 || channel >= channels || h < 0 || h >= grid.Height || w < 0 || w >= grid.Width)
            {
                continue;
            }

            _seen.Add(probe);
            _difference ??= OfValue(probe, scores[(((channel * grid.Height) + h) * grid.Width) + w]);
        }
    }

    private string TensorOf(GoldenProbe probe) => probe.Tensor ?? model.Manifest.Outputs.Tensors[0].Tensor;

    private string? OfValue(GoldenProbe probe, double value)
    {
        Tolerance tolerance = model.Manifest.Engine.Tolerance;
        return Math.Abs(value - probe.Value) <= tolerance.Absolute + (tolerance.Relative * Math.Abs(probe.Value))
            ? null
            : string.Create(
                CultureInfo.InvariantCulture,
                $"the output at [{string.Join(',', probe.Index)}] is {value:R}, expected {probe.Value:R} within {tolerance.Absolute:R} + {tolerance.Relative:R} of it.");
    }
}
