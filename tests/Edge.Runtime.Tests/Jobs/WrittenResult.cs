using System.Text.Json;
using Edge.Contracts;
using Edge.Runtime.Jobs;

namespace Edge.Runtime.Tests.Jobs;

/// <summary>Writes what the inference process leaves in a job's scratch directory.</summary>
internal static class WrittenResult
{
    /// <summary>Writes <c>result.json</c> of a completed result and returns the directory.</summary>
    public static string Write(string scratch, JobLease lease, JobMessageMaker messages, params IReadOnlyList<ResultObject> objects) =>
        Write(scratch, lease, messages, ResultOutcome.Completed, objects);

    /// <summary>Writes <c>result.json</c> and returns the directory.</summary>
    public static string Write(string scratch, JobLease lease, JobMessageMaker messages, ResultOutcome outcome, IReadOnlyList<ResultObject> objects)
    {
        Directory.CreateDirectory(scratch);
        var document = new ResultDocument
        {
            SchemaVersion = ResultDocument.CurrentSchemaVersion,
            ResultId = lease.Identity.ResultId,
            Outcome = outcome,
            Reason = outcome == ResultOutcome.Completed ? null : "It did not complete.",
            Findings = [],
            Objects = objects,
            Lineage = new Lineage(
                messages.Lineage(lease),
                new ResultUnit(lease.Unit.Kind, lease.Unit.StudyInstanceUid, lease.Unit.SeriesInstanceUid, lease.Unit.SopInstanceUid, lease.Unit.Revision),
                [.. lease.Unit.Instances.Select(instance => new InputInstance(instance.SopInstanceUid, new string('0', 64)))],
                new ModelIdentity(lease.Model, lease.ModelVersion, lease.ModelDigest, new string('0', 64)),
                new EngineUsed("cpu", [], "1.30.0", 1),
                "1.0.0"),
            Timings = new StageTimings(1, 2, 3, 4, 10),
        };
        File.WriteAllBytes(Path.Combine(scratch, ResultDocument.FileName), JsonSerializer.SerializeToUtf8Bytes(document, EdgeJson.Default.ResultDocument));
        return scratch;
    }
}
