using Dapper;
using Edge.Runtime.Store;

namespace Edge.Runtime.Studies;

/// <summary>The rows of studies, as completion sees them.</summary>
internal sealed class StudyRows(EdgeStore store, TimeProvider time)
{
    /// <summary>Studies that are completed in one pass at most; the rest waits for the next.</summary>
    public const int ReceivingMax = 10_000;

    /// <summary>Studies being received, the longest silent first.</summary>
    public IReadOnlyList<ReceivingStudy> Receiving() => store.Read(connection => connection.Query<ReceivingStudy>(
        """
        SELECT study_uid AS StudyUid, calling_ae AS CallingAe, instances AS Instances, last_received_at AS LastReceivedAt
        FROM studies WHERE state = 'receiving' ORDER BY last_received_at LIMIT @ReceivingMax
        """,
        new { ReceivingMax }).AsList());

    /// <summary>Completes a study that has not changed since it was looked at, and asks for its units to be made.</summary>
    /// <returns>False when an object came meanwhile: it is not complete.</returns>
    public bool Complete(ReceivingStudy study, string reason) => store.Write((connection, transaction) => connection.Execute(
        """
        UPDATE studies SET state = 'complete', complete_at = @now, complete_reason = @reason, routed_at = NULL
        WHERE study_uid = @StudyUid AND state = 'receiving' AND instances = @Instances AND last_received_at = @LastReceivedAt
        """,
        new { now = time.GetUtcNow().ToUnixTimeMilliseconds(), reason, study.StudyUid, study.Instances, study.LastReceivedAt },
        transaction)) == 1;

    /// <summary>Completes a study as it stands, and asks for its units to be made again where it was complete before.</summary>
    /// <returns>False when there is no such study, or retention has removed its objects.</returns>
    public bool Complete(string studyUid, string reason) => store.Write((connection, transaction) => connection.Execute(
        "UPDATE studies SET state = 'complete', complete_at = @now, complete_reason = @reason, routed_at = NULL WHERE study_uid = @studyUid AND state <> 'removed'",
        new { now = time.GetUtcNow().ToUnixTimeMilliseconds(), reason, studyUid },
        transaction)) == 1;
}
