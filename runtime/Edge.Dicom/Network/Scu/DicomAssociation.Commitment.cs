namespace Edge.Dicom.Network;

/// <content>Storage commitment (PS3.4 J): asking a peer, taking its report, and reporting to a peer that asked.</content>
public sealed partial class DicomAssociation
{
    /// <summary>N-ACTION (PS3.4 J.3.2): asks the peer to commit. Success means that reports will come, here or on an association that the peer opens.</summary>
    /// <exception cref="InvalidOperationException">The peer did not accept storage commitment.</exception>
    /// <exception cref="DicomAssociationException">The association ended; whether the peer has the request is not known.</exception>
    public Task<DimseAnswer> RequestCommitmentAsync(CommitmentRequest request, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(request);
        PresentationContext context = CommitmentContext();
        var command = new CommandSet
        {
            Field = CommandField.ActionRequest,
            MessageId = ++_lastMessageId,
            RequestedSopClassUid = StorageCommitment.SopClassUid,
            RequestedSopInstanceUid = StorageCommitment.SopInstanceUid,
            ActionTypeId = StorageCommitment.RequestAction,
            HasDataSet = true,
        };
        return ExchangeAsync(context, command, request.Encode(DicomTransferSyntax.FromUid(context.TransferSyntax)), cancellationToken);
    }

    /// <summary>
    /// N-EVENT-REPORT as provider (PS3.4 J.3.3), on an association that proposed <see cref="StorageCommitment.ReporterRole"/>. A peer that leaves the
    /// role unanswered is told all the same; one that denies it is not.
    /// </summary>
    /// <exception cref="InvalidOperationException">The peer did not accept storage commitment, or denied us the role.</exception>
    /// <exception cref="DicomAssociationException">The association ended; whether the peer has the report is not known.</exception>
    public Task<DimseAnswer> ReportCommitmentAsync(CommitmentResult result, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(result);
        PresentationContext context = CommitmentContext();
        if (Roles.Any(role => role is { SopClassUid: StorageCommitment.SopClassUid, Scp: false }))
        {
            throw new InvalidOperationException("The peer does not let us report on storage commitment.");
        }

        var command = new CommandSet
        {
            Field = CommandField.EventReportRequest,
            MessageId = ++_lastMessageId,
            AffectedSopClassUid = StorageCommitment.SopClassUid,
            AffectedSopInstanceUid = StorageCommitment.SopInstanceUid,
            EventTypeId = result.EventTypeId,
            HasDataSet = true,
        };
        return ExchangeAsync(context, command, result.Encode(DicomTransferSyntax.FromUid(context.TransferSyntax)), cancellationToken);
    }

    /// <summary>Awaits one report of the peer on this association, has it taken, and answers it as the taker says.</summary>
    /// <param name="wait">How long; the association lives on when nothing came.</param>
    /// <param name="take">Takes what the report says; on Success it must survive loss of power, since it is not sent again.</param>
    /// <param name="cancellationToken">Ends the waiting.</param>
    /// <returns>False when no report came, or the peer released the association.</returns>
    /// <exception cref="DicomAssociationException">The association ended.</exception>
    public async Task<bool> ReceiveReportAsync(TimeSpan wait, Func<CommitmentResult, DimseAnswer> take, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(take);
        if (await _connection.ReceiveReportAsync(wait, cancellationToken) is not { } report)
        {
            return false;
        }

        DimseAnswer answer;
        try
        {
            PresentationContext context = Contexts.First(context => context.Id == report.ContextId);
            answer = take(report.Read(DicomTransferSyntax.FromUid(context.TransferSyntax)));
        }
        catch (DimseStatusException unclear)
        {
            answer = unclear.Answer;
        }

        await SendCommandAsync(report.ContextId, report.Command.Respond(answer.Status, answer.ErrorComment), cancellationToken);
        return true;
    }

    private PresentationContext CommitmentContext() =>
        Contexts.FirstOrDefault(context => context.IsAccepted && context.AbstractSyntax == StorageCommitment.SopClassUid)
        ?? throw new InvalidOperationException("The peer does not offer storage commitment.");

    private async Task<DimseAnswer> ExchangeAsync(PresentationContext context, CommandSet command, byte[] dataSet, CancellationToken cancellationToken)
    {
        using var stream = new MemoryStream(dataSet);
        await SendCommandAsync(context.Id, command, cancellationToken);
        await SendDataSetAsync(context.Id, stream, cancellationToken);
        CommandSet response = await _connection.ReceiveResponseAsync(context.Id, command, _options.ResponseTimeout, cancellationToken);
        return new DimseAnswer(new DicomStatus(response.Status!.Value), response.ErrorComment);
    }
}
