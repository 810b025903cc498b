using System.Buffers;
using System.Diagnostics.CodeAnalysis;
using System.Net.Sockets;

namespace Edge.Dicom.Network;

/// <summary>
/// One established association of a listener, from A-ASSOCIATE-AC to its end, on a thread of its own. Its memory is one receive
/// buffer, one command buffer and one response buffer, whatever the peer sends.
/// </summary>
internal sealed class ScpAssociation : IPduSink, IDisposable
{
    private readonly Lock gate = new();
    private readonly DicomListenerOptions options;
    private readonly IReadOnlyList<PresentationContext> contexts;
    private readonly AssociateAcceptPdu accept;
    private readonly AssociationSocket socket;
    private readonly UpperLayerMachine machine;
    private readonly PduDecoder decoder;
    private readonly DimseAssembler assembler;
    private readonly ScpServices services;
    private readonly MessagePace pace;
    private readonly byte[] response;
    private readonly int maxFragmentBytes;
    private bool isWaiting;
    private bool isStopping;
    private AssociationEnd end;
    private string detail = string.Empty;
    private Exception? error;

    /// <param name="socket">The connection; the association uses it and leaves closing to its owner.</param>
    /// <param name="request">What the peer asked for.</param>
    /// <param name="accept">The answer, not sent yet.</param>
    /// <param name="machine">In the state that awaits the answer.</param>
    /// <param name="options">The listener's.</param>
    /// <param name="timeProvider">For timeouts.</param>
    public ScpAssociation(
        Socket socket,
        AssociationRequest request,
        AssociateAcceptPdu accept,
        UpperLayerMachine machine,
        DicomListenerOptions options,
        TimeProvider timeProvider)
    {
        this.options = options;
        this.accept = accept;
        this.machine = machine;
        Request = request;
        contexts = accept.Contexts;
        this.socket = new AssociationSocket(socket, timeProvider, options.IdleTimeout, options.StallTimeout);
        decoder = new PduDecoder(this);
        services = new ScpServices(request, options, ContextOf, Respond);
        assembler = new DimseAssembler(services);
        pace = new MessagePace(timeProvider, options.StallTimeout, options.MinBytesPerSecond);
        maxFragmentBytes = PresentationDataWriter.MaxFragmentBytes(request.PeerMaxPduBytes, CommandSetWriter.MaxBytes);
        response = new byte[PresentationDataWriter.CommandBytes(CommandSetWriter.MaxBytes, maxFragmentBytes)];
    }

    /// <summary>What the peer asked for.</summary>
    public AssociationRequest Request { get; }

    /// <summary>True when our last PDU is on its way and the peer should close first (PS3.8 state 13).</summary>
    public bool AwaitsClose => machine.State == UpperLayerState.AwaitingTransportClose;

    /// <summary>Serves the association to its end. Throws nothing.</summary>
    public AssociationReport Run(TimeProvider timeProvider, long acceptedAt)
    {
        byte[] buffer = ArrayPool<byte>.Shared.Rent(options.ReceiveBufferBytes);
        Serve(buffer);
        services.Abort();
        ArrayPool<byte>.Shared.Return(buffer);
        return new AssociationReport
        {
            ConnectionId = Request.ConnectionId,
            Remote = Request.Remote,
            CallingAeTitle = Request.CallingAeTitle,
            CalledAeTitle = Request.CalledAeTitle,
            End = end,
            Detail = detail,
            StoredCount = services.StoredCount,
            RefusedCount = services.RefusedCount,
            DataSetBytes = services.DataSetBytes,
            Duration = timeProvider.GetElapsedTime(acceptedAt),
            Error = error,
        };
    }

    /// <summary>Ends the association after the message in progress, if there is one. Any thread may call it.</summary>
    public void RequestStop()
    {
        lock (gate)
        {
            isStopping = true;
            if (isWaiting)
            {
                socket.StopReceiving();
            }
        }
    }

    /// <summary>Ends the association now. Any thread may call it.</summary>
    public void StopNow()
    {
        RequestStop();
        socket.StopEverything();
    }

    /// <summary>Frees the buffers; the socket is its owner's.</summary>
    public void Dispose()
    {
        decoder.Dispose();
        assembler.Dispose();
    }

    /// <inheritdoc/>
    public void OnHeader(PduType type, uint length)
    {
        if (UpperLayerMachine.Action(ReceivedPdu.EventOf(type), machine.State) == UpperLayerAction.AbortAsProvider)
        {
            throw new PduFormatException(AbortReason.UnexpectedPdu, $"{type} must not come in an open association.");
        }

        if (type == PduType.PresentationData && length > options.MaxPduBytes)
        {
            throw new PduFormatException(
                AbortReason.InvalidPduParameter, $"A P-DATA-TF of {length} bytes came where {options.MaxPduBytes} were agreed.");
        }
    }

    /// <inheritdoc/>
    public void OnBody(PduType type, ReadOnlySpan<byte> body)
    {
        machine.Apply(ReceivedPdu.EventOf(type));
        decoder.Stopped = true;
        if (type == PduType.Abort)
        {
            (AbortSource source, AbortReason reason) = ShortPdu.ReadAbort(body);
            EndAs(AssociationEnd.AbortedByPeer, $"The peer aborted: {source}, {reason}.");
            return;
        }

        EndAs(AssociationEnd.Released, assembler.IsIdle ? "Released." : "Released by the peer in the middle of a message.");
        machine.Apply(UpperLayerEvent.LocalReleaseResponse);
        socket.SendLast(ShortPdu.ReleaseResponse());
    }

    /// <inheritdoc/>
    public void OnFragment(byte contextId, bool isCommand, bool isLast, ReadOnlySpan<byte> piece)
    {
        machine.Apply(UpperLayerEvent.DataReceived);
        ContextOf(contextId);
        assembler.OnFragment(contextId, isCommand, isLast, piece);
    }

    [SuppressMessage(
        "Design", "CA1031:Do not catch general exception types",
        Justification = "The edge of an association: a bug in a receiver costs this association and is reported, never the process.")]
    private void Serve(byte[] buffer)
    {
        try
        {
            socket.Configure();
            socket.Send(accept.ToBytes());
            machine.Apply(UpperLayerEvent.LocalAccept);
            Pump(buffer);
        }
        catch (PduFormatException malformed)
        {
            EndAs(AssociationEnd.ProtocolError, malformed.Message);
            Abort(UpperLayerEvent.InvalidPduReceived, malformed.Reason);
        }
        catch (DimseFormatException malformed)
        {
            EndAs(AssociationEnd.ProtocolError, malformed.Message);
            Abort(UpperLayerEvent.LocalAbort, AbortReason.NotSpecified);
        }
        catch (TimeoutException late)
        {
            EndAs(AssociationEnd.TimedOut, late.Message);
            Abort(UpperLayerEvent.LocalAbort, AbortReason.NotSpecified);
        }
        catch (SocketException broken)
        {
            EndAs(isStopping ? AssociationEnd.Stopped : AssociationEnd.ConnectionLost, $"The connection broke: {broken.SocketErrorCode}.");
            machine.Apply(UpperLayerEvent.TransportClosed);
        }
        catch (Exception bug)
        {
            error = bug;
            EndAs(AssociationEnd.Failed, $"Failed: {bug.GetType().Name}.");
            Abort(UpperLayerEvent.LocalAbort, AbortReason.NotSpecified);
        }
    }

    private void Pump(byte[] buffer)
    {
        while (!decoder.Stopped)
        {
            bool isIdle = decoder.IsBetweenPdus && assembler.IsIdle;
            if (isIdle)
            {
                pace.Reset();
            }

            if (!MayWait(isIdle))
            {
                EndAs(AssociationEnd.Stopped, "The listener stopped.");
                Abort(UpperLayerEvent.LocalAbort, AbortReason.NotSpecified);
                return;
            }

            int count = socket.Receive(buffer, isIdle);
            if (count == 0)
            {
                TakeEndOfStream(isIdle);
                return;
            }

            if (!pace.Count(count))
            {
                throw new TimeoutException($"A message came in slower than {options.MinBytesPerSecond} bytes a second.");
            }

            decoder.Feed(buffer.AsSpan(0, count));
        }
    }

    /// <summary>False when the listener stops and no message is in progress; else the wait may be ended by a stop only if idle.</summary>
    private bool MayWait(bool isIdle)
    {
        lock (gate)
        {
            isWaiting = isIdle;
            return !(isStopping && isIdle);
        }
    }

    private void TakeEndOfStream(bool isIdle)
    {
        if (isStopping && isIdle)
        {
            EndAs(AssociationEnd.Stopped, "The listener stopped.");
            Abort(UpperLayerEvent.LocalAbort, AbortReason.NotSpecified);
            return;
        }

        EndAs(
            isStopping ? AssociationEnd.Stopped : AssociationEnd.ConnectionLost,
            isIdle ? "The peer closed the connection without a release." : "The connection ended in the middle of a message.");
        machine.Apply(UpperLayerEvent.TransportClosed);
    }

    private PresentationContext ContextOf(byte contextId)
    {
        foreach (PresentationContext context in contexts)
        {
            if (context.Id == contextId && context.IsAccepted)
            {
                return context;
            }
        }

        throw new PduFormatException(AbortReason.InvalidPduParameter, $"Presentation context {contextId} was not accepted.");
    }

    private void Respond(byte contextId, CommandSet command)
    {
        Span<byte> bytes = stackalloc byte[CommandSetWriter.MaxBytes];
        int commandBytes = CommandSetWriter.Write(command, bytes);
        int count = PresentationDataWriter.WriteCommand(response, contextId, bytes[..commandBytes], maxFragmentBytes);
        machine.Apply(UpperLayerEvent.LocalData);
        socket.Send(response.AsSpan(0, count));
    }

    private void Abort(UpperLayerEvent cause, AbortReason reason)
    {
        UpperLayerAction action = machine.Apply(cause);
        AbortSource source = action == UpperLayerAction.AbortAsProvider ? AbortSource.ServiceProvider : AbortSource.ServiceUser;
        socket.SendLast(ShortPdu.Abort(source, reason));
    }

    private void EndAs(AssociationEnd how, string words)
    {
        end = how;
        detail = words;
    }
}
