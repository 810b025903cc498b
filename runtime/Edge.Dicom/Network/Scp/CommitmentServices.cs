namespace Edge.Dicom.Network;

/// <summary>Storage commitment on one association of an acceptor: N-ACTION and N-EVENT-REPORT (PS3.4 J.3, PS3.7 10.1.1, 10.1.4).</summary>
internal sealed class CommitmentServices(AssociationRequest association, CommitmentDesk desk, Func<byte, CommandSet, byte[], bool> send)
{
    private readonly CommitmentRoles _roles = desk.Roles(association);
    private ReportChannel? _channel;

    /// <summary>Begins an operation of this service; null when the message is none.</summary>
    public CommitmentExchange? TryBegin(PresentationContext context, CommandSet command)
    {
        if (context.AbstractSyntax != StorageCommitment.SopClassUid
            || command.Field is not (CommandField.ActionRequest or CommandField.EventReportRequest))
        {
            return null;
        }

        bool isRequest = command.Field == CommandField.ActionRequest;
        return Refusal(command, isRequest) is { } refusal
            ? new CommitmentExchange(refusal)
            : new CommitmentExchange(desk, context, isRequest ? TakeRequest : TakeReport);

        DimseAnswer TakeRequest(Stream dataSet, DicomTransferSyntax syntax)
        {
            CommitmentRequest request = CommitmentReader.ReadRequest(dataSet, syntax);
            _channel ??= new ReportChannel(context, send);
            _channel.Expect();
            return desk.Request(new CommitmentIndication(association, request, _channel));
        }

        DimseAnswer TakeReport(Stream dataSet, DicomTransferSyntax syntax) => desk.Report(association, CommitmentReader.ReadResult(dataSet, syntax));
    }

    /// <summary>Takes a response; false when it answers nothing that was sent here.</summary>
    public bool TakeResponse(CommandSet response) => _channel?.TakeResponse(response) ?? false;

    /// <summary>The response to a request is out: reports may follow.</summary>
    public void Answered() => _channel?.Open();

    /// <summary>The association has ended.</summary>
    public void Close() => _channel?.Close();

    /// <summary>What is wrong with the command itself, in the order of PS3.7 10.1.4.1.10 from the outside in; null when nothing is.</summary>
    private DimseAnswer? Refusal(CommandSet command, bool isRequest)
    {
        (string? sopClass, string? sopInstance, ushort? type) = isRequest
            ? (command.RequestedSopClassUid, command.RequestedSopInstanceUid, command.ActionTypeId)
            : (command.AffectedSopClassUid, command.AffectedSopInstanceUid, command.EventTypeId);
        if (!_roles.HasFlag(isRequest ? CommitmentRoles.Request : CommitmentRoles.Report))
        {
            return new DimseAnswer(DicomStatus.NotAuthorized, isRequest ? "Storage commitment is not offered" : "Nothing was asked of this AE title");
        }

        if (sopClass is null || sopInstance is null || type is null || !command.HasDataSet)
        {
            return new DimseAnswer(DicomStatus.MistypedArgument, "SOP Class, SOP Instance, type or data set missing");
        }

        if (sopClass != StorageCommitment.SopClassUid)
        {
            return new DimseAnswer(DicomStatus.NoSuchSopClass, "Not the SOP class of the presentation context");
        }

        if (sopInstance != StorageCommitment.SopInstanceUid)
        {
            return new DimseAnswer(DicomStatus.NoSuchSopInstance, "Not the well-known SOP instance");
        }

        return (isRequest, type) switch
        {
            (true, not StorageCommitment.RequestAction) => new DimseAnswer(DicomStatus.NoSuchActionType, "The only action is 1"),
            (false, not (StorageCommitment.AllCommittedEvent or StorageCommitment.FailuresExistEvent)) =>
                new DimseAnswer(DicomStatus.NoSuchEventType, "The only events are 1 and 2"),
            _ => null,
        };
    }
}
