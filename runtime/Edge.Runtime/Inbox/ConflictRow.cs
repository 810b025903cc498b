using Edge.Contracts;
using Edge.Runtime.Store;

namespace Edge.Runtime.Inbox;

/// <summary>One of several objects under one SOP Instance UID, as its row has it.</summary>
internal sealed record ConflictRow(
    string SopInstanceUid, string StudyUid, string SeriesUid, string File, long ReceivedAt, string CallingAe, string TransferSyntax, long SizeBytes, string? Flag)
{
    /// <summary>Reads the columns above from instances; a WHERE clause and an order follow.</summary>
    public const string Select =
        """
        SELECT sop_instance_uid AS SopInstanceUid, study_uid AS StudyUid, series_uid AS SeriesUid, file AS File, received_at AS ReceivedAt,
               calling_ae AS CallingAe, transfer_syntax AS TransferSyntax, size_bytes AS SizeBytes, flag AS Flag
        FROM instances

        """;

    /// <summary>The conflict that rows of one SOP Instance UID make.</summary>
    public static ConflictView ToView(IReadOnlyList<ConflictRow> rows) => new(
        rows[0].SopInstanceUid,
        rows[0].StudyUid,
        rows.Any(row => row.Flag is UnitHold.Flag or UnitHold.LostFlag) ? "held" : rows.Any(row => row.Flag == ObjectHeader.OtherContent) ? "flagged" : "settled",
        [
            .. rows.Select(row => new ConflictContent(
                row.File,
                row.StudyUid,
                row.SeriesUid,
                DateTimeOffset.FromUnixTimeMilliseconds(row.ReceivedAt),
                row.CallingAe,
                row.TransferSyntax,
                row.SizeBytes,
                row.Flag)),
        ]);
}
