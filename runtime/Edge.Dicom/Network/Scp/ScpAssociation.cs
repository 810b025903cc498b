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
    private readonly Lock _gate = new();
    private readonly Lock _sending = new();
    private readonly object _holding = new();
    private readonly DicomListenerOptions _options;
    private readonly PresentationContext?[] _accepted = new PresentationContext?[byte.MaxValue + 1];
    private readonly AssociateAcceptPdu _accept;
    private readonly AssociationSocket _socket;
    private readonly TlsChannel? _tls;
    private readonly UpperLayerMachine _machine;
    private readonly PduDecoder _decoder;
    private readonly DimseAssembler _assembler;
    private readonly ScpServices _services;
    private readonly MessagePace _pace;
    private readonly ReceiveTarget _target;
    private readonly byte[] _response;
    private readonly int _maxFragmentBytes;
    private bool _isCutOff;
    private bool _isWaiting;
    private bool _isStopping;
    private string _whyStopped = "The listener stopped.";
    private AssociationEnd _end;
    private string _detail = string.Empty;
    private Exception? _error;
    private AssociationRejection? _rejection;

    /// <param name="socket">The connection; the association uses it and leaves closing to its owner.</param>
    /// <param name="tls">What speaks TLS over it, which the association frees; null: plain.</param>
    /// <param name="verdict">What the peer asked for, the answer, not sent yet, and its place in the quota.</param>
    /// <param name="machine">In the state that awaits the answer.</param>
    /// <param name="options">The listener's.</param>
    /// <param name="timeProvider">For timeouts.</param>
    public ScpAssociation(
        Socket socket,
        TlsChannel? tls,
        AssociationVerdict verdict,
        UpperLayerMachine machine,
        DicomListenerOptions options,
        TimeProvider timeProvider)
    {
        _options = options;
        _accept = verdict.Accept!;
        _machine = machine;
        Place = verdict.Place!;
        AssociationRequest request = Request = verdict.Request;
        foreach (PresentationContext context in _accept.Contexts.Where(context => context.IsAccepted))
        {
            _accepted[context.Id] = context;
        }

        _socket = new AssociationSocket(socket, timeProvider, options.IdleTimeout, options.StallTimeout, tls);
        _tls = tls;
        _decoder = new PduDecoder(this);
        _services = new ScpServices(request, options, ContextOf, Respond, TrySend);
        _assembler = new DimseAssembler(_services);
        _target = new ReceiveTarget(_decoder, _assembler, _services);
        _pace = new MessagePace(timeProvider, options.StallTimeout, options.MinBytesPerSecond);
        _maxFragmentBytes = PresentationDataWriter.MaxFragmentBytes(request.PeerMaxPduBytes, CommandSetWriter.MaxBytes);
        _response = new byte[PresentationDataWriter.CommandBytes(CommandSetWriter.MaxBytes, _maxFragmentBytes)];
        Place.Vacate = GiveWay;
    }

    /// <summary>What the peer asked for.</summary>
    public AssociationRequest Request { get; }

    /// <summary>Its place in the quota.</summary>
    public AssociationPlace Place { get; }

    /// <summary>True when our last PDU is on its way and the peer should close first (PS3.8 state 13).</summary>
    public bool AwaitsClose => _machine.State == UpperLayerState.AwaitingTransportClose;

    /// <summary>Serves the association to its end. Throws nothing.</summary>
    public AssociationReport Run(TimeProvider timeProvider, long acceptedAt)
    {
        byte[] buffer = ArrayPool<byte>.Shared.Rent(_options.ReceiveBufferBytes);
        Serve(buffer);
        _services.Abort();
        ArrayPool<byte>.Shared.Return(buffer);
        return new AssociationReport
        {
            ConnectionId = Request.ConnectionId,
            Remote = Request.Remote,
            CallingAeTitle = Request.CallingAeTitle,
            CalledAeTitle = Request.CalledAeTitle,
            End = _end,
            Detail = _detail,
            StoredCount = _services.StoredCount,
            RefusedCount = _services.RefusedCount,
            DataSetBytes = _services.DataSetBytes,
            Duration = timeProvider.GetElapsedTime(acceptedAt),
            Error = _error,
            Rejection = _rejection,
        };
    }

    /// <summary>Ends the association after the message in progress, if there is one. Any thread may call it.</summary>
    public void RequestStop()
    {
        lock (_gate)
        {
            _isStopping = true;
            if (_isWaiting)
            {
                _socket.StopReceiving();
            }
        }
    }

    /// <summary>Ends the association now. Any thread may call it.</summary>
    public void StopNow()
    {
        RequestStop();
        _socket.StopEverything();
        lock (_holding)
        {
            _isCutOff = true;
            Monitor.Pulse(_holding);
        }
    }

    /// <summary>Frees the buffers; the socket is its owner's.</summary>
    public void Dispose()
    {
        _decoder.Dispose();
        _assembler.Dispose();
        _tls?.Dispose();
    }

    /// <inheritdoc/>
    public void OnHeader(PduType type, uint length)
    {
        if (UpperLayerMachine.Action(ReceivedPdu.EventOf(type), _machine.State) == UpperLayerAction.AbortAsProvider)
        {
            throw new PduFormatException(AbortReason.UnexpectedPdu, $"{type} must not come in an open association.");
        }

        if (type == PduType.PresentationData && length > _options.MaxPduBytes)
        {
            throw new PduFormatException(
                AbortReason.InvalidPduParameter, $"A P-DATA-TF of {length} bytes came where {_options.MaxPduBytes} were agreed.");
        }
    }

    /// <inheritdoc/>
    public void OnBody(PduType type, ReadOnlySpan<byte> body)
    {
        _machine.Apply(ReceivedPdu.EventOf(type));
        _decoder.Stopped = true;
        if (type == PduType.Abort)
        {
            (AbortSource source, AbortReason reason) = ShortPdu.ReadAbort(body);
            EndAs(AssociationEnd.AbortedByPeer, $"The peer aborted: {source}, {reason}.");
            return;
        }

        EndAs(AssociationEnd.Released, _assembler.IsIdle ? "Released." : "Released by the peer in the middle of a message.");
        lock (_sending)
        {
            _machine.Apply(UpperLayerEvent.LocalReleaseResponse);
            _socket.SendLast(ShortPdu.ReleaseResponse());
        }
    }

    /// <inheritdoc/>
    public void OnFragment(byte contextId, bool isCommand, bool isLast, ReadOnlySpan<byte> piece)
    {
        _machine.Apply(UpperLayerEvent.DataReceived);
        ContextOf(contextId);
        if (!isCommand)
        {
            _target.Note(piece.Length, isLast);
        }

        _assembler.OnFragment(contextId, isCommand, isLast, piece);
    }

    [SuppressMessage(
        "Design", "CA1031:Do not catch general exception types",
        Justification = "The edge of an association: a bug in a receiver costs this association and is reported, never the process.")]
    private void Serve(byte[] buffer)
    {
        try
        {
            _socket.Configure();
            if (Answer())
            {
                Pump(buffer);
            }
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
        catch (SocketException stuck) when (stuck.SocketErrorCode is SocketError.TimedOut or SocketError.WouldBlock)
        {
            EndAs(AssociationEnd.TimedOut, $"The peer took no response for {_options.StallTimeout.TotalSeconds:0.#} seconds.");
            _machine.Apply(UpperLayerEvent.TransportClosed);
        }
        catch (SocketException broken)
        {
            EndAs(_isStopping ? AssociationEnd.Stopped : AssociationEnd.ConnectionLost, _isStopping ? _whyStopped : $"The connection broke: {broken.SocketErrorCode}.");
            _machine.Apply(UpperLayerEvent.TransportClosed);
        }
        catch (Exception bug)
        {
            _error = bug;
            EndAs(AssociationEnd.Failed, $"Failed: {bug.GetType().Name}.");
            Abort(UpperLayerEvent.LocalAbort, AbortReason.NotSpecified);
        }
    }

    /// <summary>Sends the A-ASSOCIATE-AC, or the A-ASSOCIATE-RJ if the peer's user is not who may.</summary>
    private bool Answer()
    {
        AssociationDecision identity = _options.Identify?.Invoke(Request) ?? AssociationDecision.Accept;
        if (identity.Rejection is { } rejection)
        {
            _rejection = rejection;
            EndAs(AssociationEnd.UserRefused, identity.Describe());
            _machine.Apply(UpperLayerEvent.LocalReject);
            _socket.SendLast(ShortPdu.Reject(rejection));
            return false;
        }

        bool confirms = identity.ConfirmsIdentity && Request.Identity is { WantsResponse: true };
        _socket.Send((_accept with { User = _accept.User with { ConfirmsIdentity = confirms } }).ToBytes());
        _machine.Apply(UpperLayerEvent.LocalAccept);
        return true;
    }

    private void Pump(byte[] buffer)
    {
        while (!_decoder.Stopped)
        {
            bool isIdle = _decoder.IsBetweenPdus && _assembler.IsIdle;
            if (isIdle)
            {
                _pace.Reset();
            }

            if (!MayWait(isIdle))
            {
                EndAs(AssociationEnd.Stopped, _whyStopped);
                Abort(UpperLayerEvent.LocalAbort, AbortReason.NotSpecified);
                return;
            }

            Span<byte> target = _target.Next(buffer, out bool isHeader);
            int count = _socket.Receive(target, isIdle, acknowledges: !isHeader);
            if (count == 0)
            {
                TakeEndOfStream(isIdle);
                return;
            }

            if (!_pace.Count(count))
            {
                throw new TimeoutException($"A message came in slower than {_options.MinBytesPerSecond} bytes a second.");
            }

            Place.Take(count);
            Place.IsOurs = true;
            _decoder.Feed(target[..count]);
            Place.IsOurs = false;
            if (isHeader && _decoder.DataBytesLeft < ReceiveTarget.LongValueBytes)
            {
                // It is short after all, and its sender may wait for this before it sends the rest.
                _socket.Acknowledge();
            }

            if (Place.Account.Allowance is { } allowance)
            {
                HoldBack(allowance.Take(count));
            }
        }
    }

    /// <summary>Reads nothing for a while, so that the peer sends no faster than it may. The wait is not the peer's.</summary>
    private void HoldBack(TimeSpan wait)
    {
        if (wait <= TimeSpan.Zero)
        {
            return;
        }

        lock (_holding)
        {
            if (!_isCutOff)
            {
                Monitor.Wait(_holding, wait);
            }
        }

        _pace.Excuse(wait);
    }

    /// <summary>False when the listener stops and no message is in progress; else the wait may be ended by a stop only if idle.</summary>
    private bool MayWait(bool isIdle)
    {
        lock (_gate)
        {
            _isWaiting = isIdle;
            return !(_isStopping && isIdle);
        }
    }

    private void TakeEndOfStream(bool isIdle)
    {
        if (_isStopping && isIdle)
        {
            EndAs(AssociationEnd.Stopped, _whyStopped);
            Abort(UpperLayerEvent.LocalAbort, AbortReason.NotSpecified);
            return;
        }

        EndAs(
            _isStopping ? AssociationEnd.Stopped : AssociationEnd.ConnectionLost,
            _isStopping ? _whyStopped : isIdle ? "The peer closed the connection without a release." : "The connection ended in the middle of a message.");
        _machine.Apply(UpperLayerEvent.TransportClosed);
    }

    /// <summary>Ends the association for another's sake: at once, with an A-ABORT where no message is in progress. Any thread may call it.</summary>
    private void GiveWay(string why)
    {
        bool isWaiting;
        lock (_gate)
        {
            _whyStopped = why;
            isWaiting = _isWaiting;
        }

        if (isWaiting)
        {
            RequestStop();
        }
        else
        {
            StopNow();
        }
    }

    private PresentationContext ContextOf(byte contextId) => _accepted[contextId]
        ?? throw new PduFormatException(AbortReason.InvalidPduParameter, $"Presentation context {contextId} was not accepted.");

    private void Respond(byte contextId, CommandSet command)
    {
        Span<byte> bytes = stackalloc byte[CommandSetWriter.MaxBytes];
        int commandBytes = CommandSetWriter.Write(command, bytes);
        int count = PresentationDataWriter.WriteCommand(_response, contextId, bytes[..commandBytes], _maxFragmentBytes);
        lock (_sending)
        {
            _machine.Apply(UpperLayerEvent.LocalData);
            _socket.Send(_response.AsSpan(0, count));
        }

        // What took long was ours, such as a sync; a peer that has sent ahead begins anew.
        _pace.Reset();
        Place.Step();
    }

    /// <summary>Sends a message of our own between the peer's; any thread may call it. False when the association is over, or ends over it.</summary>
    private bool TrySend(byte contextId, CommandSet command, byte[] dataSet)
    {
        byte[] message = PresentationDataWriter.Message(contextId, command, dataSet, Request.PeerMaxPduBytes);
        lock (_sending)
        {
            if (_machine.State != UpperLayerState.Established)
            {
                return false;
            }

            try
            {
                _socket.Send(message);
                return true;
            }
            catch (Exception broken) when (broken is SocketException or ObjectDisposedException)
            {
                // Part of it may be out, so that nothing sensible can follow.
                _socket.StopEverything();
                return false;
            }
        }
    }

    private void Abort(UpperLayerEvent cause, AbortReason reason)
    {
        lock (_sending)
        {
            UpperLayerAction action = _machine.Apply(cause);
            AbortSource source = action == UpperLayerAction.AbortAsProvider ? AbortSource.ServiceProvider : AbortSource.ServiceUser;
            _socket.SendLast(ShortPdu.Abort(source, reason));
        }
    }

    private void EndAs(AssociationEnd how, string words)
    {
        _end = how;
        _detail = words;
    }
}
