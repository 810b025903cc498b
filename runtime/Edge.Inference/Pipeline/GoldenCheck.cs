using System.Globalization;
using Edge.Contracts;
using Edge.Inference.Volumes;

namespace Edge.Inference.Pipeline;

/// <summary>
/// Runs a release's golden cases through the very path that jobs take, and compares with what the release expects: the network's output at probe points
/// within the engine tolerance, no value that is not finite, and the findings. It also warms the network up at real shapes.
/// </summary>
internal static class GoldenCheck
{
    /// <summary>The first difference, in words; null when every case agrees.</summary>
    /// <exception cref="IOException">A file of a case cannot be read, which says nothing of the model.</exception>
    /// <exception cref="OperationCanceledException">The deadline passed.</exception>
    /// <exception cref="Microsoft.ML.OnnxRuntime.OnnxRuntimeException">An operator failed.</exception>
    public static string? FirstDifference(string release, LoadedModel model, CancellationToken cancellationToken)
    {
        if (GoldenFile.Read(release, out string? problem) is not { } cases)
        {
            return problem;
        }

        string directory = GoldenFile.Directory(release);
        foreach (GoldenCase golden in cases.Cases)
        {
            if (Difference(directory, golden, model, cancellationToken) is { } difference)
            {
                return $"The golden case '{golden.Name}' does not agree: {difference} The model does not serve on this device; report this to its maker.";
            }
        }

        return null;
    }

    private static string? Difference(string directory, GoldenCase golden, LoadedModel model, CancellationToken cancellationToken)
    {
        JobUnit unit = GoldenFile.Unit(directory, golden, model.Manifest);
        string? probes = null;
        var pipeline = new UnitPipeline(model, stageEntered: static _ => { }, TimeProvider.System)
        {
            OutputsMade = outputs => probes ??= outputs.All.Count == 0 ? null : DifferenceOfOutputs(golden, outputs, model.Manifest.Engine.Tolerance),
            SliceMade = (tensor, slice, scores) => probes ??= DifferenceOfSlice(golden, model, tensor, slice, scores),
        };
        using PipelineOutcome ended = pipeline.Run(unit, [], [], cancellationToken);
        StageStop? stop = ended.Stop;
        if (stop is { MayPass: true })
        {
            throw new IOException(stop.Reason);
        }

        ResultOutcome outcome = stop?.Outcome ?? ResultOutcome.Completed;
        if (outcome != golden.Expected.Outcome)
        {
            return $"it ended as {outcome} ({stop?.Reason}), not {golden.Expected.Outcome}.";
        }

        return probes ?? DifferenceOfFindings(golden, ended.Findings);
    }

    private static string? DifferenceOfOutputs(GoldenCase golden, NetworkOutputs outputs, Tolerance tolerance)
    {
        foreach (GoldenProbe probe in golden.Expected.Probes)
        {
            if (outputs.All.FirstOrDefault(output => probe.Tensor is null || output.Declared.Tensor == probe.Tensor) is not { } output)
            {
                return $"a probe lies in {probe.Tensor}, which the manifest does not name.";
            }

            if (output.At(probe.Index) is not { } value)
            {
                return $"a probe lies at [{string.Join(',', probe.Index)}], outside the output of [{string.Join(',', output.Shape)}].";
            }

            if (DifferenceOfValue(probe, value, tolerance) is { } difference)
            {
                return difference;
            }
        }

        return null;
    }

    private static string? DifferenceOfValue(GoldenProbe probe, double value, Tolerance tolerance) =>
        Math.Abs(value - probe.Value) <= tolerance.Absolute + (tolerance.Relative * Math.Abs(probe.Value))
            ? null
            : string.Create(
                CultureInfo.InvariantCulture,
                $"the output at [{string.Join(',', probe.Index)}] is {value:R}, expected {probe.Value:R} within {tolerance.Absolute:R} + {tolerance.Relative:R} of it.");

    /// <summary>Compares the probes that lie in one slice of an output that is blended of windows.</summary>
    private static string? DifferenceOfSlice(GoldenCase golden, LoadedModel model, string tensor, int slice, ReadOnlySpan<float> scores)
    {
        OutputTensor declared = model.Manifest.Outputs.Find(tensor)!;
        VolumeShape grid = model.Image.Volume.Shape;
        foreach (GoldenProbe probe in golden.Expected.Probes.Where(probe => (probe.Tensor ?? model.Manifest.Outputs.Tensors[0].Tensor) == tensor))
        {
            int Along(char axis) => declared.Layout.IndexOf(axis, StringComparison.Ordinal) is var at and >= 0 && at < probe.Index.Count ? probe.Index[at] : 0;
            (int channel, int d, int h, int w) = (Along('C'), Along('D'), Along('H'), Along('W'));
            int place = (((channel * grid.Height) + h) * grid.Width) + w;
            if (d < 0 || d >= grid.Depth || h < 0 || h >= grid.Height || w < 0 || w >= grid.Width || channel < 0 || place >= scores.Length)
            {
                return $"a probe lies at [{string.Join(',', probe.Index)}], outside the output.";
            }

            if (d == slice && DifferenceOfValue(probe, scores[place], model.Manifest.Engine.Tolerance) is { } difference)
            {
                return difference;
            }
        }

        return null;
    }

    /// <summary>The first finding that is not as expected, in words; null when all are.</summary>
    public static string? DifferenceOfFindings(GoldenCase golden, IReadOnlyList<Finding> findings)
    {
        foreach (GoldenFinding expected in golden.Expected.Findings)
        {
            Finding? finding = findings.FirstOrDefault(finding => finding.Label == expected.Label);
            if (finding is null || finding.Present != expected.Present)
            {
                return $"the finding '{expected.Label}' is {(finding is null ? "missing" : finding.Present ? "present" : "absent")}.";
            }

            if (!Agrees(finding.Probability, expected.Probability, golden.Tolerance.Probability)
                || !Agrees(finding.VolumeMl, expected.VolumeMl, golden.Tolerance.VolumeMl))
            {
                return string.Create(
                    CultureInfo.InvariantCulture,
                    $"the finding '{expected.Label}' has probability {finding.Probability} and {finding.VolumeMl} mL, expected {expected.Probability} and {expected.VolumeMl} mL.");
            }
        }

        return null;
    }

    private static bool Agrees(double? value, double? expected, double tolerance) =>
        expected is null ? value is null : value is { } given && Math.Abs(given - expected.Value) <= tolerance;
}
