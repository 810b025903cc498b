namespace Edge.Dicom.Network;

/// <summary>
/// The command set of a DIMSE message (PS3.7 6.3): the elements that C-STORE, C-ECHO, N-ACTION and N-EVENT-REPORT use. What is absent is null.
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

    /// <summary>In N-ACTION-RQ (PS3.7 10.1.4.1.2).</summary>
    public string? RequestedSopClassUid { get; init; }

    /// <summary>In N-ACTION-RQ (PS3.7 10.1.4.1.4).</summary>
    public string? RequestedSopInstanceUid { get; init; }

    /// <summary>What happened, by the numbers of the SOP class (PS3.7 10.1.1.1.5).</summary>
    public ushort? EventTypeId { get; init; }

    /// <summary>What is to be done, by the numbers of the SOP class (PS3.7 10.1.4.1.5).</summary>
    public ushort? ActionTypeId { get; init; }

    /// <summary>0 medium, 1 high, 2 low (PS3.7 9.1.1.1.5).</summary>
    public ushort? Priority { get; init; }

    public ushort? Status { get; init; }

    /// <summary>At most 64 characters, for people (PS3.7 C.4).</summary>
    public string? ErrorComment { get; init; }

    public string? MoveOriginatorAeTitle { get; init; }

    public ushort? MoveOriginatorMessageId { get; init; }

    public required bool HasDataSet { get; init; }

    public bool IsResponse => (Field & CommandField.Response) != 0;

    /// <summary>The response that belongs to this request. Of a normalized operation it repeats the type, as PS3.7 10.1.1 and 10.1.4 allow.</summary>
    public CommandSet Respond(DicomStatus status, string? comment = null) => new()
    {
        Field = (ushort)(Field | CommandField.Response),
        MessageIdBeingRespondedTo = MessageId,
        AffectedSopClassUid = AffectedSopClassUid ?? RequestedSopClassUid,
        AffectedSopInstanceUid = AffectedSopInstanceUid ?? RequestedSopInstanceUid,
        EventTypeId = EventTypeId,
        ActionTypeId = ActionTypeId,
        Status = status.Code,
        ErrorComment = comment,
        HasDataSet = false,
    };
}
