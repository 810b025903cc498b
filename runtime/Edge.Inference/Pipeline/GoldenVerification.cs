using Edge.Contracts;

namespace Edge.Inference.Pipeline;

/// <summary>Runs golden cases through the very path that jobs take and tells, stage by stage, how they compare with what the maker expects.</summary>
/// <param name="model">The release, loaded.</param>
/// <param name="dump">Takes every value; null: none is kept.</param>
internal sealed class GoldenVerification(LoadedModel model, StageDump? dump)
{
    /// <summary>Runs a case.</summary>
    /// <param name="release">Release directory.</param>
    /// <param name="golden">The case.</param>
    /// <param name="cancellationToken">The deadline.</param>
    /// <exception cref="IOException">Values cannot be written.</exception>
    /// <exception cref="OperationCanceledException">The deadline passed.</exception>
    /// <exception cref="Microsoft.ML.OnnxRuntime.OnnxRuntimeException">An operator failed.</exception>
    public GoldenCaseReport Run(string release, GoldenCase golden, CancellationToken cancellationToken)
    {
        var trace = new StageTrace(model.Manifest, golden, dump);
        model.Image.Trace = trace;
        try
        {
            JobUnit unit = GoldenFile.Unit(GoldenFile.Directory(release), golden, model.Manifest);
            var probes = new GoldenProbes(golden, model);
            using PipelineOutcome ended = probes.Pipeline().Run(unit, [], [], cancellationToken);
            (string? stage, string? reason) = Divergence(golden, trace, probes, ended);
            return new GoldenCaseReport(golden.Name, stage, reason, trace.Stages);
        }
        finally
        {
            model.Image.Trace = null;
        }
    }

    /// <summary>Stages first: what differs after them follows from what differs in them.</summary>
    private static (string? Stage, string? Reason) Divergence(GoldenCase golden, StageTrace trace, GoldenProbes probes, PipelineOutcome ended)
    {
        StageStop? stop = ended.Stop;
        ResultOutcome outcome = stop?.Outcome ?? ResultOutcome.Completed;
        (string Stage, string Reason)? first = trace.FirstDivergence();
        if (outcome != golden.Expected.Outcome && (first is null || trace.Stages.All(stage => stage.Agreement is not { Agrees: false })))
        {
            string after = trace.Stages.Count == 0 ? "before any stage" : $"after '{trace.Stages[^1].Stage}'";
            return ("outcome", $"It ended as {outcome} {after} ({stop?.Reason ?? "no reason"}), expected {golden.Expected.Outcome}.");
        }

        if (first is { } divergence)
        {
            return divergence;
        }

        if (probes.Difference() is { } ofProbes)
        {
            return ("probes", ofProbes);
        }

        if (GoldenFindings.Difference(golden, ended.Findings) is { } ofFindings)
        {
            return ("findings", ofFindings);
        }

        return GoldenFindings.Difference(golden, ended.Segmentations) is { } ofSegments ? ("segments", ofSegments) : (null, null);
    }
}
