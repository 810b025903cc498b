namespace Edge.Dicom.Network;

/// <summary>What a requestor's peer sends: the answer to the request, responses one at a time, reports of storage commitment, and the end.</summary>
internal sealed class ScuInbox : IPduSink, IDimseSink, IDisposable
{
    /// <summary>Reports that may wait to be taken; a peer that sends more without an answer is aborted (PS3.7 D.3.3.3: one at a time).</summary>
    private const int MaxReports = 8;

    private readonly UpperLayerMachine _machine;
    private readonly IReadOnlyList<ProposedContext> _proposed;
    private readonly int _maxPduBytes;
    private readonly DimseAssembler _assembler;
    private ReceivedReport? _coming;

    public ScuInbox(UpperLayerMachine machine, IReadOnlyList<ProposedContext> proposed, int maxPduBytes)
    {
        _machine = machine;
        _proposed = proposed;
        _maxPduBytes = maxPduBytes;
        _assembler = new DimseAssembler(this);
        Decoder = new PduDecoder(this);
    }

    public PduDecoder Decoder { get; }

    /// <summary>The peer's acceptance, once it has come.</summary>
    public AssociateAcceptPdu? Acceptance { get; private set; }

    /// <summary>The response that has come, until it is taken.</summary>
    public CommandSet? Response { get; private set; }

    /// <summary>The presentation context in which the last response came.</summary>
    public byte ResponseContextId { get; private set; }

    /// <summary>What the machine asks for after a release PDU, until it is taken; <see cref="UpperLayerAction.None"/> if there was none.</summary>
    public UpperLayerAction ReleaseAction { get; private set; }

    /// <summary>Reports that are whole, until they are taken.</summary>
    public Queue<ReceivedReport> Reports { get; } = new();

    /// <summary>True while a message is coming in.</summary>
    public bool IsInMessage => !_assembler.IsIdle || !Decoder.IsBetweenPdus;

    /// <summary>How the peer ended the association, or null.</summary>
    public DicomAssociationException? Ending { get; private set; }

    /// <summary>The response, which makes room for the next.</summary>
    public CommandSet? TakeResponse()
    {
        CommandSet? taken = Response;
        Response = null;
        return taken;
    }

    /// <summary>What to do about the release PDU that came, once.</summary>
    public UpperLayerAction TakeReleaseAction()
    {
        UpperLayerAction taken = ReleaseAction;
        ReleaseAction = UpperLayerAction.None;
        return taken;
    }

    /// <inheritdoc/>
    public void OnHeader(PduType type, uint length)
    {
        if (UpperLayerMachine.Action(ReceivedPdu.EventOf(type), _machine.State) is UpperLayerAction.AbortAsProvider)
        {
            throw new PduFormatException(AbortReason.UnexpectedPdu, $"The peer sent {type} in state {_machine.State}.");
        }

        if (type == PduType.PresentationData && length > _maxPduBytes)
        {
            throw new PduFormatException(AbortReason.InvalidPduParameter, $"A P-DATA-TF of {length} bytes came where {_maxPduBytes} were agreed.");
        }
    }

    /// <inheritdoc/>
    public void OnBody(PduType type, ReadOnlySpan<byte> body)
    {
        UpperLayerAction action = _machine.Apply(ReceivedPdu.EventOf(type));
        switch (action)
        {
            case UpperLayerAction.ConfirmAccepted:
                Acceptance = AssociateAcceptPdu.Read(body, _proposed);
                break;
            case UpperLayerAction.ConfirmRejected:
                AssociationRejection rejection = ShortPdu.ReadRejection(body);
                Ending = new DicomAssociationException(AssociationFailure.Rejected, $"The peer {rejection}.") { Rejection = rejection };
                Decoder.Stopped = true;
                break;
            case UpperLayerAction.IndicateAbortAndClose:
                (AbortSource source, AbortReason reason) = ShortPdu.ReadAbort(body);
                Ending = new DicomAssociationException(AssociationFailure.Aborted, $"The peer aborted: {source}, {reason}.");
                Decoder.Stopped = true;
                break;
            default:
                ReleaseAction = action;
                Decoder.Stopped = _machine.State == UpperLayerState.Idle;
                break;
        }
    }

    /// <inheritdoc/>
    public void OnFragment(byte contextId, bool isCommand, bool isLast, ReadOnlySpan<byte> piece)
    {
        _machine.Apply(UpperLayerEvent.DataReceived);
        _assembler.OnFragment(contextId, isCommand, isLast, piece);
    }

    /// <inheritdoc/>
    public void OnCommand(byte contextId, CommandSet command)
    {
        if (command is { Field: CommandField.EventReportRequest, HasDataSet: true } && Reports.Count < MaxReports
            && _proposed.Any(context => context.Id == contextId && context.AbstractSyntax == StorageCommitment.SopClassUid))
        {
            _coming = new ReceivedReport(contextId, command);
            return;
        }

        if (!command.IsResponse || Response is not null)
        {
            throw new DimseFormatException("The peer sent something else than the one response that was due.");
        }

        Response = command;
        ResponseContextId = contextId;
    }

    /// <inheritdoc/>
    public void OnData(ReadOnlySpan<byte> bytes)
    {
        // No response has a data set that means anything; one that comes is let pass.
        _coming?.Write(bytes);
    }

    /// <inheritdoc/>
    public void OnDataEnd()
    {
        if (_coming is not null)
        {
            Reports.Enqueue(_coming);
            _coming = null;
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        Decoder.Dispose();
        _assembler.Dispose();
    }
}
