using Edge.Contracts;

namespace Edge.Runtime.Studies;

/// <summary>A stored object as its row has it.</summary>
internal sealed record InstanceRow(
    string SopInstanceUid,
    string SopClassUid,
    string SeriesUid,
    string TransferSyntax,
    long SizeBytes,
    long ReceivedAt,
    string CallingAe,
    string File,
    string? Flag)
{
    /// <summary>Reads the columns above from instances; a WHERE clause and an order follow.</summary>
    public const string Select =
        """
        SELECT sop_instance_uid AS SopInstanceUid, sop_class_uid AS SopClassUid, series_uid AS SeriesUid, transfer_syntax AS TransferSyntax,
               size_bytes AS SizeBytes, received_at AS ReceivedAt, calling_ae AS CallingAe, file AS File, flag AS Flag
        FROM instances

        """;

    /// <summary>The object as the API shows it.</summary>
    public InstanceView ToView(DataDirectory data) => new(
        SopInstanceUid,
        SopClassUid,
        SeriesUid,
        TransferSyntax,
        SizeBytes,
        DateTimeOffset.FromUnixTimeMilliseconds(ReceivedAt),
        CallingAe,
        Path.Combine(data.Inbox, File),
        Flag);
}
