namespace Edge.Dicom.Network;

/// <summary>
/// The command set of a DIMSE message (PS3.7 6.3): the elements that C-STORE and C-ECHO use. What is absent is null.
/// </summary>
internal sealed record CommandSet
{
    /// <summary>Value of Command Data Set Type that says that no data set follows (PS3.7 E.1).</summary>
    public const ushort NoDataSet = 0x0101;

    public required ushort Field { get; init; }

    public ushort? MessageId { get; init; }

    public ushort? MessageIdBeingRespondedTo { get; init; }

    public string? AffectedSopClassUid { get; init; }

    public string? AffectedSopInstanceUid { get; init; }

    /// <summary>0 medium, 1 high, 2 low (PS3.7 9.1.1.1.5).</summary>
    public ushort? Priority { get; init; }

    public ushort? Status { get; init; }

    /// <summary>At most 64 characters, for people (PS3.7 C.4).</summary>
    public string? ErrorComment { get; init; }

    public string? MoveOriginatorAeTitle { get; init; }

    public ushort? MoveOriginatorMessageId { get; init; }

    public required bool HasDataSet { get; init; }

    public bool IsResponse => (Field & CommandField.Response) != 0;

    /// <summary>The response that belongs to this request.</summary>
    public CommandSet Respond(DicomStatus status, string? comment = null) => new()
    {
        Field = (ushort)(Field | CommandField.Response),
        MessageIdBeingRespondedTo = MessageId,
        AffectedSopClassUid = AffectedSopClassUid,
        AffectedSopInstanceUid = AffectedSopInstanceUid,
        Status = status.Code,
        ErrorComment = comment,
        HasDataSet = false,
    };
}
