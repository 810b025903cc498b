namespace Edge.Dicom.Network;

/// <summary>
/// The services of an acceptor: C-ECHO and C-STORE (PS3.7 9.1.1, 9.1.5), and storage commitment where it is offered. Everything else is answered 0211.
/// </summary>
internal sealed class ScpServices(
    AssociationRequest association,
    DicomListenerOptions options,
    Func<byte, PresentationContext> contextOf,
    Action<byte, CommandSet> respond,
    Func<byte, CommandSet, byte[], bool> send) : IDimseSink
{
    private readonly CommitmentServices? _commitment = options.Commitment is { } desk ? new CommitmentServices(association, desk, send) : null;
    private StoreOperation? _operation;
    private CommitmentExchange? _exchange;
    private CommandSet? _request;
    private byte _requestContextId;

    /// <summary>C-STOREs answered with success or a warning.</summary>
    public int StoredCount { get; private set; }

    /// <summary>C-STOREs answered with a failure, or cut off.</summary>
    public int RefusedCount { get; private set; }

    /// <summary>Bytes of data sets.</summary>
    public long DataSetBytes { get; private set; }

    /// <summary>Where the next bytes of the data set that is coming in may be put; empty: anywhere.</summary>
    public Span<byte> Space => _operation is null ? default : _operation.Space;

    /// <inheritdoc/>
    public void OnCommand(byte contextId, CommandSet command)
    {
        if (command.IsResponse && _commitment?.TakeResponse(command) is not true)
        {
            throw new DimseFormatException("A response came to a question that was not asked.");
        }

        _request = command;
        _requestContextId = contextId;
        _exchange = _commitment?.TryBegin(contextOf(contextId), command);
        _operation = command.Field switch
        {
            CommandField.StoreRequest => BeginStore(contextOf(contextId), command),
            CommandField.EchoRequest => null,
            CommandField.CancelRequest => null,
            _ when _exchange is not null || command.IsResponse => null,
            _ => StoreOperation.Refuse(DicomStatus.UnrecognizedOperation, "Only C-ECHO and C-STORE are served"),
        };
        if (!command.HasDataSet)
        {
            OnDataEnd();
        }
    }

    /// <inheritdoc/>
    public void OnData(ReadOnlySpan<byte> bytes)
    {
        DataSetBytes += bytes.Length;
        _operation?.Write(bytes);
        _exchange?.Write(bytes);
    }

    /// <inheritdoc/>
    public void OnDataEnd()
    {
        if (_request!.IsResponse)
        {
            return;
        }

        if (_exchange is not null)
        {
            CompleteExchange();
            return;
        }

        StoreOutcome outcome = _operation?.Complete() ?? StoreOutcome.Success;
        _operation = null;
        if (_request.Field == CommandField.CancelRequest)
        {
            // Nothing runs that could be cancelled, and a C-CANCEL has no response (PS3.7 9.3.2.3).
            return;
        }

        if (_request.Field == CommandField.StoreRequest)
        {
            StoredCount += outcome.Status.IsFailure ? 0 : 1;
            RefusedCount += outcome.Status.IsFailure ? 1 : 0;
        }

        respond(_requestContextId, _request.Respond(outcome.Status, outcome.ErrorComment));
    }

    /// <summary>The association has ended; what is not complete never will be.</summary>
    public void Abort()
    {
        if (_operation is not null)
        {
            RefusedCount++;
            _operation.Abort();
            _operation = null;
        }

        _exchange?.Dispose();
        _commitment?.Close();
    }

    private void CompleteExchange()
    {
        DimseAnswer answer = _exchange!.Complete();
        _exchange.Dispose();
        _exchange = null;
        respond(_requestContextId, _request!.Respond(answer.Status, answer.ErrorComment));
        _commitment!.Answered();
    }

    private StoreOperation BeginStore(PresentationContext context, CommandSet command)
    {
        if (command.AffectedSopClassUid is null || command.AffectedSopInstanceUid is null)
        {
            return StoreOperation.Refuse(DicomStatus.MistypedArgument, "SOP Class or Instance UID missing");
        }

        if (command.AffectedSopClassUid != context.AbstractSyntax || context.AbstractSyntax is ContextNegotiator.Verification or StorageCommitment.SopClassUid)
        {
            return StoreOperation.Refuse(DicomStatus.SopClassNotSupported, "Not the SOP class of the presentation context");
        }

        // De-identifiers write hashes where a UID belongs, and their users have no other copy: such an object is kept as it is.
        if (!UidText.IsStorable(command.AffectedSopInstanceUid))
        {
            return StoreOperation.Refuse(DicomStatus.InvalidSopInstance, "SOP Instance UID is no UID");
        }

        if (!command.HasDataSet)
        {
            return StoreOperation.Refuse(DicomStatus.CannotUnderstand, "No data set follows");
        }

        return StoreOperation.Begin(
            options.Receive,
            new StoreRequest
            {
                Association = association,
                SopClassUid = command.AffectedSopClassUid,
                SopInstanceUid = command.AffectedSopInstanceUid,
                TransferSyntax = DicomTransferSyntax.FromUid(context.TransferSyntax),
                MessageId = command.MessageId!.Value,
                MoveOriginatorAeTitle = command.MoveOriginatorAeTitle,
            },
            options.MaxObjectBytes);
    }
}
