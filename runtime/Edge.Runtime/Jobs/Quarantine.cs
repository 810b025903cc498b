using System.Security.Cryptography;
using System.Text.Json;
using Edge.Contracts;
using Edge.Runtime.Faults;
using Edge.Runtime.Releases;
using Edge.Runtime.Results;

namespace Edge.Runtime.Jobs;

/// <summary>Sets a job aside that ended the inference process, or the whole appliance, too often. That is a result too, which the runtime writes itself.</summary>
internal sealed class Quarantine(ResultCommit commit, JobMessageMaker messages, ModelStore models, JobLeases leases, FaultBoard faults)
{
    /// <summary>
    /// Restarts after which a job is set aside: more than <c>inference.maxDeaths</c>, since a loss of power or a kill from outside meets whatever runs, and says
    /// less about it than the end of the process that ran it alone.
    /// </summary>
    public const int RestartsMax = 10;

    /// <summary>Writes the failed result and commits it. It is safe to repeat.</summary>
    /// <param name="lease">The job, leased.</param>
    /// <param name="scratch">Its scratch directory, empty.</param>
    /// <exception cref="IOException">The disk failed.</exception>
    public void SetAside(JobLease lease, string scratch)
    {
        Directory.CreateDirectory(scratch);
        string file = Path.Combine(scratch, ResultDocument.FileName);
        File.WriteAllBytes(file, JsonSerializer.SerializeToUtf8Bytes(Document(lease), EdgeJson.Default.ResultDocument));
        commit.Commit(lease.Identity, scratch, "quarantined");
        Report();
    }

    /// <summary>Tells the fault board how many jobs are set aside.</summary>
    public void Report()
    {
        long count = leases.Quarantined();
        if (count > 0)
        {
            faults.Raise(FaultCatalogue.JobsQuarantined, $"{count} in all.");
        }
        else
        {
            faults.Clear(FaultCatalogue.JobsQuarantined);
        }
    }

    private ResultDocument Document(JobLease lease) => new()
    {
        SchemaVersion = ResultDocument.CurrentSchemaVersion,
        ResultId = lease.Identity.ResultId,
        Outcome = ResultOutcome.Failed,
        Reason = (lease.Restarts >= RestartsMax
            ? $"Set aside after the appliance went down {lease.Restarts} times while it ran, without being stopped. "
            : $"Set aside after the inference process ended {lease.Deaths} times with it. The last time: {lease.LastFailure} ")
            + "Report it with the model's name and version.",
        Findings = [],
        Lineage = new Lineage(
            messages.Lineage(lease),
            new ResultUnit(
                lease.Unit.Kind, lease.Unit.StudyInstanceUid, lease.Unit.SeriesInstanceUid, lease.Unit.SopInstanceUid, lease.Unit.Revision),
            [.. lease.Unit.Instances.Select(TryHash).OfType<InputInstance>()],
            new ModelIdentity(lease.Model, lease.ModelVersion, lease.ModelDigest, ManifestSha256(lease)),
            Engine: null,
            InferenceVersion: null),
        Timings = new StageTimings(0, 0, 0, 0, 0),
    };

    private string ManifestSha256(JobLease lease) =>
        models.Release(lease.Model, lease.ModelVersion).Release?.ManifestSha256 ?? string.Empty;

    /// <summary>An input that cannot be read any more is left out: a job must not be held up by what may have ended it.</summary>
    private static InputInstance? TryHash(JobInstance instance)
    {
        try
        {
            using FileStream file = File.OpenRead(instance.Path);
            return new InputInstance(instance.SopInstanceUid, Convert.ToHexStringLower(SHA256.HashData(file)));
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }
}
