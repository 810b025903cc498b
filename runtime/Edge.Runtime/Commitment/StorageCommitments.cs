using Dapper;
using Edge.Contracts;
using Edge.Dicom.Network;
using Edge.Runtime.Settings;
using Edge.Runtime.Store;
using Microsoft.Data.Sqlite;

namespace Edge.Runtime.Commitment;

/// <summary>
/// The slice's door: requests storage commitment from an archive. A request is a row; it is asked, asked again and decided by itself, across restarts.
/// </summary>
internal sealed class StorageCommitments(RunningConfig config, EdgeStore store, CommitmentSignals signals, TimeProvider time)
{
    /// <summary>True for an archive that can be asked.</summary>
    public bool CanAsk(string pacs) => config.Current.Pacs.Any(one => one.Name == pacs && one.Commitment is not null);

    /// <summary>Requests a commitment within the caller's transaction; call <see cref="Look"/> once that is committed.</summary>
    /// <param name="connection">The transaction's.</param>
    /// <param name="transaction">Where; the request lives and dies with it.</param>
    /// <param name="pacs">Name of an archive that can be asked; one that a change takes that from gives the request up.</param>
    /// <param name="instances">1 to <see cref="StorageCommitment.MaxReferences"/>.</param>
    /// <returns>The request, for <see cref="Find"/>.</returns>
    public long Request(SqliteConnection connection, SqliteTransaction transaction, string pacs, IReadOnlyList<SopReference> instances)
    {
        if (instances.Count is 0 or > StorageCommitment.MaxReferences)
        {
            throw new ArgumentException($"{pacs} cannot be asked for {instances.Count} instances.", nameof(pacs));
        }

        long id = CommitmentTable.Add(connection, transaction, pacs, instances.Count, time.GetUtcNow().ToUnixTimeMilliseconds());
        CommitmentTable.AddInstances(connection, transaction, id, instances.Select(instance => (instance, (ushort?)null)));
        return id;
    }

    /// <summary>A request is committed: the archive is asked at once.</summary>
    public void Look(string pacs) => signals.Asking(pacs).Raise();

    /// <summary>How a request stands; null when it is finished and forgotten, or never was.</summary>
    public CommitmentView? Find(long id) => List(id, 1) is [{ } found] ? found : null;

    /// <summary>Requests, the newest first, with how many of their instances are decided which way.</summary>
    /// <param name="id">Only this one; null: all.</param>
    /// <param name="limit">How many at most.</param>
    /// <param name="skip">How many to leave out first, so that a reader goes on where the page before ended.</param>
    public IReadOnlyList<CommitmentView> List(long? id, int limit, int skip = 0) => store.Read(connection => (IReadOnlyList<CommitmentView>)
    [
        .. connection.Query<Row>(
            """
            SELECT c.id AS Id, c.pacs AS Pacs, c.state AS State, c.created_at AS CreatedAt, c.reason AS Reason, r.calling_ae AS Requester, r.state AS Report,
                   r.reason AS ReportReason,
                   (SELECT count(*) FROM commitment_instances i WHERE i.commitment_id = c.id AND i.state = 'committed') AS Committed,
                   (SELECT count(*) FROM commitment_instances i WHERE i.commitment_id = c.id AND i.state IN ('failed', 'refused')) AS Failed,
                   (SELECT count(*) FROM commitment_instances i WHERE i.commitment_id = c.id AND i.state = 'waiting') AS Undecided
            FROM commitments c LEFT JOIN commitment_reports r ON r.commitment_id = c.id
            WHERE @id IS NULL OR c.id = @id ORDER BY c.id DESC LIMIT @limit OFFSET @skip
            """,
            new { id, limit, skip }).Select(row => row.ToView()),
    ]);

    // Set by name, not by constructor: of an empty answer SQLite knows no types of what is computed, and no constructor would fit.
    private sealed class Row
    {
        public long Id { get; init; }

        public string Pacs { get; init; } = "";

        public string State { get; init; } = "";

        public long CreatedAt { get; init; }

        public string? Reason { get; init; }

        public string? Requester { get; init; }

        public string? Report { get; init; }

        public string? ReportReason { get; init; }

        public long Committed { get; init; }

        public long Failed { get; init; }

        public long Undecided { get; init; }

        public CommitmentView ToView() => new(
            Id, Pacs, State, DateTimeOffset.FromUnixTimeMilliseconds(CreatedAt), (int)Committed, (int)Failed, (int)Undecided, Reason, Requester, Report, ReportReason);
    }
}
