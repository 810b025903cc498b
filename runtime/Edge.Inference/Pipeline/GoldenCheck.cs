using Edge.Contracts;

namespace Edge.Inference.Pipeline;

/// <summary>
/// Runs a release's golden cases through the very path that jobs take, and compares with what the release expects: the network's output at probe points
/// within the engine tolerance, no value that is not finite, the findings and the segments. It also warms the network up at real shapes.
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
        var probes = new GoldenProbes(golden, model);
        using PipelineOutcome ended = probes.Pipeline().Run(unit, [], [], cancellationToken);
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

        return probes.Difference() ?? GoldenFindings.Difference(golden, ended.Findings) ?? GoldenFindings.Difference(golden, ended.Segmentations);
    }
}
