using System.Security.Cryptography;
using Dapper;
using Edge.Contracts;
using Edge.Runtime.Store;

namespace Edge.Runtime.Jobs;

/// <summary>The stored files of a committed result's unit.</summary>
/// <param name="JobId">Its job.</param>
/// <param name="QueuedAt">When the job was queued.</param>
/// <param name="Instances">Files of its unit that the index has, whether they are still on disk or not.</param>
internal sealed record ReplaySource(long JobId, DateTimeOffset QueuedAt, IReadOnlyList<JobInstance> Instances)
{
    /// <summary>Finds it; null when there is no such result.</summary>
    public static ReplaySource? Find(EdgeStore store, DataDirectory data, string resultId) => store.Read(connection =>
    {
        (long JobId, long CreatedAt, long UnitId)[] jobs = [.. connection.Query<(long, long, long)>(
            "SELECT j.id, j.created_at, j.unit_id FROM results r JOIN jobs j ON j.id = r.job_id WHERE r.result_id = @resultId", new { resultId })];
        if (jobs.Length == 0)
        {
            return null;
        }

        IEnumerable<(string Sop, string File)> instances = connection.Query<(string, string)>(
            """
            SELECT i.sop_instance_uid, i.file FROM unit_instances ui JOIN instances i ON i.id = ui.instance_id
            WHERE ui.unit_id = @UnitId ORDER BY i.file
            """,
            new { jobs[0].UnitId });
        return new ReplaySource(
            jobs[0].JobId,
            DateTimeOffset.FromUnixTimeMilliseconds(jobs[0].CreatedAt),
            [.. instances.Select(each => new JobInstance(each.Sop, Path.Combine(data.Inbox, each.File)))]);
    });

    /// <summary>Why these files are not what a result was made from, ending with what to do; null when they are. Reads each input once.</summary>
    /// <param name="inputs">The inputs of the result's lineage.</param>
    /// <param name="cancellationToken">Ends it early.</param>
    /// <exception cref="IOException">A file cannot be read.</exception>
    public async Task<string?> WhyNotAsync(IReadOnlyList<InputInstance> inputs, CancellationToken cancellationToken)
    {
        var stored = Instances.Where(each => File.Exists(each.Path)).ToLookup(each => each.SopInstanceUid, each => each.Path, StringComparer.Ordinal);
        int missing = Math.Max(inputs.Count(input => !stored.Contains(input.SopInstanceUid)), Instances.Count - stored.Sum(each => each.Count()));
        if (missing > 0 || stored.Count == 0)
        {
            return stored.Count == 0
                ? "None of its inputs is stored any longer: retention removed them, or they were lost. Have the study sent again; a new result is made of it then."
                : $"{missing} of its {Math.Max(inputs.Count, Instances.Count)} inputs are no longer stored. Have the study sent again; a new result is made of it then.";
        }

        foreach (InputInstance input in inputs)
        {
            await using var file = new FileStream(stored[input.SopInstanceUid].First(), FileMode.Open, FileAccess.Read, FileShare.Read);
            if (Convert.ToHexStringLower(await SHA256.HashDataAsync(file, cancellationToken)) != input.Sha256)
            {
                return $"The stored file of {input.SopInstanceUid} is no longer what the result was made from. Run edgectl inbox verify, which says what else changed.";
            }
        }

        return null;
    }
}
