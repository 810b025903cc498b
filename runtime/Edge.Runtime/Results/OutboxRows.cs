using System.Text.Json;
using Dapper;
using Edge.Contracts;
using Edge.Runtime.Outbox;
using Edge.Runtime.Settings;
using Edge.Runtime.Store;
using Microsoft.Data.Sqlite;

namespace Edge.Runtime.Results;

/// <summary>Fills the outbox with what follows from a result, in the transaction that commits the result.</summary>
/// <param name="config">Says which destinations there are.</param>
/// <param name="key">Makes pseudonyms of UIDs.</param>
internal sealed class OutboxRows(RunningConfig config, SiteKey key)
{
    private readonly SchedulingConfig _scheduling = config.Current.Scheduling ?? SchedulingConfig.Default;

    /// <summary>Inserts a row for central operations, and one for each archive and object that goes there.</summary>
    /// <param name="transaction">The transaction that commits the result.</param>
    /// <param name="urgency">How urgent its job was.</param>
    /// <param name="document">The result.</param>
    /// <param name="committedAt">Unix milliseconds.</param>
    /// <param name="deliveryUnknown">
    /// Null for a new result. Else why nobody knows whether it was delivered: the row is set aside with that reason and waits for an operator.
    /// </param>
    public void Fill(SqliteTransaction transaction, JobUrgency urgency, ResultDocument document, long committedAt, string? deliveryUnknown)
    {
        DeviceConfig current = config.Current;
        if (current.Mqtt is not null)
        {
            FillForOperations(transaction, document, committedAt, deliveryUnknown);
        }

        foreach (PacsConfig pacs in current.Pacs)
        {
            FillForArchive(transaction, pacs, urgency, document, committedAt, deliveryUnknown);
        }
    }

    private void FillForOperations(SqliteTransaction transaction, ResultDocument document, long committedAt, string? deliveryUnknown) =>
        transaction.Connection!.Execute(
            """
            INSERT INTO outbox (destination, result_id, payload, state, attempts, not_before, reason, created_at)
            VALUES (@MqttResults, @ResultId, @payload, @state, 0, @committedAt, @deliveryUnknown, @committedAt)
            """,
            new
            {
                OutboxDestination.MqttResults,
                document.ResultId,
                payload = JsonSerializer.Serialize(Notice(document, committedAt), EdgeJson.Default.ResultNotice),
                state = deliveryUnknown is null ? OutboxRowState.Waiting : OutboxRowState.SetAside,
                committedAt,
                deliveryUnknown,
            },
            transaction);

    private void FillForArchive(
        SqliteTransaction transaction, PacsConfig pacs, JobUrgency urgency, ResultDocument document, long committedAt, string? deliveryUnknown)
    {
        if (pacs.Results?.Models is { } models && !models.Contains(document.Lineage.Model.Name))
        {
            return;
        }

        ResultUnit unit = document.Lineage.Unit;
        transaction.Connection!.Execute(
            """
            INSERT INTO outbox (destination, result_id, payload, state, attempts, not_before, reason, created_at, sop_instance_uid, unit, urgency, rank)
            VALUES (@destination, @ResultId, @payload, @state, 0, @committedAt, @deliveryUnknown, @committedAt, @SopInstanceUid, @unitKey, @urgency, @rank)
            """,
            document.Objects.Where(one => pacs.Results?.Kinds?.Contains(one.Kind) ?? true).Select(one => new
            {
                destination = OutboxDestination.Pacs(pacs.Name),
                document.ResultId,
                payload = JsonSerializer.Serialize(one, EdgeJson.Default.ResultObject),
                state = deliveryUnknown is null ? OutboxRowState.Waiting : OutboxRowState.SetAside,
                committedAt,
                deliveryUnknown,
                one.SopInstanceUid,
                unitKey = $"{unit.StudyInstanceUid} {unit.SeriesInstanceUid} {unit.SopInstanceUid}",
                urgency = (int)urgency,
                rank = _scheduling.Rank(urgency, committedAt),
            }),
            transaction);
    }

    private ResultNotice Notice(ResultDocument document, long committedAt)
    {
        ResultUnit unit = document.Lineage.Unit;
        return new ResultNotice(
            ResultNotice.CurrentSchemaVersion,
            key.Pseudonym(document.ResultId),
            key.Pseudonym(unit.StudyInstanceUid),
            key.Pseudonym(unit.SeriesInstanceUid),
            unit.SopInstanceUid is { } instance ? key.Pseudonym(instance) : null,
            unit.Kind,
            unit.Revision,
            document.Lineage.Runtime.ReplacesResultId is { } replaced ? key.Pseudonym(replaced) : null,
            document.Lineage.Model,
            document.Outcome,
            document.Findings,
            document.Lineage.Engine,
            document.Timings,
            DateTimeOffset.FromUnixTimeMilliseconds(committedAt));
    }
}
