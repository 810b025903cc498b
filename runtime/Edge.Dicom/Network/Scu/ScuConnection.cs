using System.Net.Sockets;

namespace Edge.Dicom.Network;

/// <summary>The connection of an association that we opened: sends and receives PDUs under the state machine of PS3.8 9.2.</summary>
internal sealed class ScuConnection : IDisposable
{
    private const int ReceiveBufferBytes = 16 * 1024;

    /// <summary>Reads of what a peer left behind; its last words have a few hundred bytes.</summary>
    private const int MaxLastReads = 64;

    private readonly ScuTransport _transport;
    private readonly DicomAssociationOptions _options;
    private readonly TimeProvider _timeProvider;
    private readonly UpperLayerMachine _machine;
    private readonly ScuInbox _inbox;
    private readonly byte[] _buffer = new byte[ReceiveBufferBytes];

    /// <summary>
    /// A read into the buffer that outlived the wait for a report; whoever receives next takes it over. It is never cancelled, which TLS does not
    /// survive, and it is no read of zero bytes, which also completes when nothing came.
    /// </summary>
    private Task<int>? _arrival;

    private ScuConnection(ScuTransport transport, DicomAssociationOptions options, TimeProvider timeProvider, UpperLayerMachine machine)
    {
        _transport = transport;
        _options = options;
        _timeProvider = timeProvider;
        _machine = machine;
        _inbox = new ScuInbox(machine, options.Contexts, options.MaxPduBytes);
    }

    /// <summary>Connects (PS3.8 AE-1, AE-2 without the PDU).</summary>
    public static async Task<ScuConnection> OpenAsync(
        DicomAssociationOptions options, TimeProvider timeProvider, CancellationToken cancellationToken)
    {
        var machine = new UpperLayerMachine(AssociationRole.Requestor);
        machine.Apply(UpperLayerEvent.LocalAssociateRequest);
        using var limit = new CancellationTokenSource(options.ConnectTimeout, timeProvider);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(limit.Token, cancellationToken);
        try
        {
            var connection = new ScuConnection(await ScuTransport.ConnectAsync(options, either.Token), options, timeProvider, machine);
            machine.Apply(UpperLayerEvent.TransportConnected);
            return connection;
        }
        catch (SocketException refused)
        {
            throw new DicomAssociationException(
                AssociationFailure.Unreachable, $"No connection to {options.Host}:{options.Port}: {refused.SocketErrorCode}.", refused);
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            throw new DicomAssociationException(
                AssociationFailure.Unreachable,
                $"No connection to {options.Host}:{options.Port} in {options.ConnectTimeout.TotalSeconds:0.#} seconds.");
        }
    }

    /// <summary>True while messages can be exchanged.</summary>
    public bool IsOpen => _machine.State == UpperLayerState.Established;

    /// <summary>True when the peer has refused an operation and the answer has not been taken yet.</summary>
    public bool HoldsRefusal => _inbox.Response is { Status: { } status } && new DicomStatus(status).IsFailure;

    /// <summary>Sends the request and awaits the acceptance.</summary>
    public async Task<AssociateAcceptPdu> NegotiateAsync(CancellationToken cancellationToken)
    {
        var request = new AssociateRequestPdu(
            AssociateRequestPdu.Version1,
            _options.CalledAeTitle,
            _options.CallingAeTitle,
            AssociateRequestPdu.DicomApplicationContext,
            _options.Contexts,
            new UserInformation
            {
                MaxPduBytes = (uint)_options.MaxPduBytes,
                ImplementationClassUid = DicomFileMeta.ImplementationClassUid,
                ImplementationVersionName = DicomFileMeta.ImplementationVersionName,
                Roles = _options.Roles,
            });
        await SendAsync(request.ToBytes(), cancellationToken);
        for (long since = _timeProvider.GetTimestamp(); _inbox.Acceptance is null;)
        {
            await ReceiveAsync(_options.ArtimTimeout, since, cancellationToken);
        }

        return _inbox.Acceptance;
    }

    /// <summary>Sends P-DATA-TF PDUs.</summary>
    public Task SendDataAsync(ReadOnlyMemory<byte> pdus, CancellationToken cancellationToken)
    {
        EnsureOpen();
        _machine.Apply(UpperLayerEvent.LocalData);
        return SendAsync(pdus, cancellationToken);
    }

    /// <summary>Awaits the response to a request, which comes in the context of the request.</summary>
    public async Task<CommandSet> ReceiveResponseAsync(
        byte contextId, CommandSet request, TimeSpan timeout, CancellationToken cancellationToken)
    {
        CommandSet? response = _inbox.TakeResponse();
        for (long since = _timeProvider.GetTimestamp(); response is null;)
        {
            await ReceiveAsync(timeout, since, cancellationToken);
            response = _inbox.TakeResponse();
        }

        if (_inbox.ResponseContextId == contextId
            && response.Field == (request.Field | CommandField.Response)
            && response.MessageIdBeingRespondedTo == request.MessageId
            && response.Status is not null)
        {
            return response;
        }

        await AbortAsync(AbortSource.ServiceUser, AbortReason.NotSpecified);
        throw new DicomAssociationException(AssociationFailure.ProtocolError, "The peer answered another question than was asked.");
    }

    /// <summary>Awaits a report of the peer. Null when none came in time, or the peer released the association, which is then over.</summary>
    public async Task<ReceivedReport?> ReceiveReportAsync(TimeSpan wait, CancellationToken cancellationToken)
    {
        long start = _timeProvider.GetTimestamp();
        try
        {
            long since = start;
            while (_inbox.Reports.Count == 0)
            {
                if (!await IsReadableAsync(wait - _timeProvider.GetElapsedTime(start), cancellationToken))
                {
                    return null;
                }

                // A report that has begun has the time of a response to be whole, however its bytes come.
                since = _inbox.IsInMessage ? since : _timeProvider.GetTimestamp();
                await ReceiveAsync(_options.ResponseTimeout, since, cancellationToken);
            }
        }
        catch (DicomAssociationException released) when (released.Failure == AssociationFailure.ReleasedByPeer)
        {
            return null;
        }

        return _inbox.Reports.Dequeue();
    }

    /// <summary>Asks for the release and awaits it; answers the peer's if both ask at once (PS3.8 AR-1, AR-8, AR-9, AR-3).</summary>
    public async Task ReleaseAsync(CancellationToken cancellationToken)
    {
        EnsureOpen();
        _machine.Apply(UpperLayerEvent.LocalReleaseRequest);
        await SendAsync(ShortPdu.ReleaseRequest(), cancellationToken);
        for (long since = _timeProvider.GetTimestamp(); _machine.State != UpperLayerState.Idle;)
        {
            await ReceiveAsync(_options.ArtimTimeout, since, cancellationToken);
        }

        await _transport.CloseAsync();
    }

    /// <summary>Aborts if there is anything to abort. Throws nothing.</summary>
    public async Task AbortAsync(AbortSource source, AbortReason reason)
    {
        if (_machine.State is UpperLayerState.Idle or UpperLayerState.AwaitingTransportClose)
        {
            return;
        }

        _machine.Apply(source == AbortSource.ServiceUser ? UpperLayerEvent.LocalAbort : UpperLayerEvent.InvalidPduReceived);
        try
        {
            using var limit = new CancellationTokenSource(_options.StallTimeout, _timeProvider);
            await _transport.SendAsync(ShortPdu.Abort(source, reason), limit.Token);
        }
        catch (Exception gone) when (gone is SocketException or OperationCanceledException or InvalidOperationException or DicomAssociationException)
        {
            // The peer learns of it when the connection closes.
        }
    }

    /// <summary>Closes the connection.</summary>
    public void Dispose()
    {
        _inbox.Dispose();
        _transport.Dispose();
    }

    private void EnsureOpen()
    {
        if (!IsOpen)
        {
            throw new InvalidOperationException("The association is over.");
        }
    }

    /// <summary>Waits for bytes; the association lives on when none come. False when none came.</summary>
    private async Task<bool> IsReadableAsync(TimeSpan wait, CancellationToken cancellationToken)
    {
        EnsureOpen();
        if (_inbox.IsInMessage)
        {
            return true;
        }

        _arrival ??= _transport.ReceiveAsync(_buffer, CancellationToken.None).AsTask();
        try
        {
            await _arrival.WaitAsync(wait > TimeSpan.Zero ? wait : TimeSpan.Zero, _timeProvider, cancellationToken);
            return true;
        }
        catch (TimeoutException)
        {
            return false;
        }
        catch (Exception broken) when (broken is SocketException or DicomAssociationException)
        {
            // The receive that follows says what happened.
            return true;
        }
    }

    private async ValueTask<int> ReceiveBytesAsync(CancellationToken cancellationToken)
    {
        if (_arrival is not { } arrival)
        {
            return await _transport.ReceiveAsync(_buffer, cancellationToken);
        }

        await ((Task)arrival).WaitAsync(cancellationToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        cancellationToken.ThrowIfCancellationRequested();
        _arrival = null;
        return await arrival;
    }

    /// <summary>Waits for bytes and lets the inbox take them; answers a release that the peer asks for.</summary>
    /// <param name="timeout">How long all of what is awaited may take, so that a peer gains nothing by dripping.</param>
    /// <param name="since">Timestamp from which it counts.</param>
    /// <param name="cancellationToken">Ends the association.</param>
    private async Task ReceiveAsync(TimeSpan timeout, long since, CancellationToken cancellationToken)
    {
        int count = await WithLimitAsync(ReceiveBytesAsync, timeout, since, cancellationToken);
        if (count == 0)
        {
            _machine.Apply(UpperLayerEvent.TransportClosed);
            throw Lost("The peer closed the connection");
        }

        // A peer with Nagle's algorithm on sends its response in two parts, the second only when the first is acknowledged.
        _transport.AcknowledgeNow();
        await FeedAsync(count);
        switch (_inbox.TakeReleaseAction())
        {
            case UpperLayerAction.IndicateReleaseCollision:
                _machine.Apply(UpperLayerEvent.LocalReleaseResponse);
                await SendAsync(ShortPdu.ReleaseResponse(), cancellationToken);
                break;
            case UpperLayerAction.IndicateRelease:
                _machine.Apply(UpperLayerEvent.LocalReleaseResponse);
                await SendAsync(ShortPdu.ReleaseResponse(), cancellationToken);
                throw Released();
            default:
                break;
        }

        if (_inbox.Ending is { } ending)
        {
            throw ending;
        }
    }

    private async Task FeedAsync(int count)
    {
        try
        {
            _inbox.Decoder.Feed(_buffer.AsSpan(0, count));
        }
        catch (PduFormatException malformed)
        {
            await AbortAsync(AbortSource.ServiceProvider, malformed.Reason);
            throw new DicomAssociationException(AssociationFailure.ProtocolError, malformed.Message, malformed);
        }
        catch (DimseFormatException malformed)
        {
            await AbortAsync(AbortSource.ServiceUser, AbortReason.NotSpecified);
            throw new DicomAssociationException(AssociationFailure.ProtocolError, malformed.Message, malformed);
        }
    }

    private async Task SendAsync(ReadOnlyMemory<byte> bytes, CancellationToken cancellationToken)
    {
        while (!bytes.IsEmpty)
        {
            int sent = await WithLimitAsync(token => _transport.SendAsync(bytes, token), _options.StallTimeout, _timeProvider.GetTimestamp(), cancellationToken);
            bytes = bytes[sent..];
        }
    }

    private async Task<int> WithLimitAsync(
        Func<CancellationToken, ValueTask<int>> step, TimeSpan timeout, long since, CancellationToken cancellationToken)
    {
        TimeSpan left = timeout - _timeProvider.GetElapsedTime(since);
        using var limit = new CancellationTokenSource(left > TimeSpan.Zero ? left : TimeSpan.Zero, _timeProvider);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(limit.Token, cancellationToken);
        try
        {
            return await step(either.Token);
        }
        catch (OperationCanceledException)
        {
            if (!cancellationToken.IsCancellationRequested)
            {
                await TakeLastWordsAsync();
            }

            await AbortAsync(AbortSource.ServiceUser, AbortReason.NotSpecified);
            cancellationToken.ThrowIfCancellationRequested();
            throw LastWords() ?? new DicomAssociationException(
                AssociationFailure.TimedOut, $"The peer did not do its part within {timeout.TotalSeconds:0.#} seconds.");
        }
        catch (DicomAssociationException) when (_machine.State != UpperLayerState.Idle)
        {
            _machine.Apply(UpperLayerEvent.TransportClosed);
            throw;
        }
        catch (SocketException broken)
        {
            await TakeLastWordsAsync();
            if (_machine.State != UpperLayerState.Idle)
            {
                _machine.Apply(UpperLayerEvent.TransportClosed);
            }

            throw LastWords() ?? Lost($"The connection broke: {broken.SocketErrorCode}", broken);
        }
    }

    /// <summary>How the peer said that it ends the association, or null.</summary>
    private DicomAssociationException? LastWords() =>
        _inbox.Ending ?? (_inbox.ReleaseAction == UpperLayerAction.IndicateRelease ? Released() : null);

    /// <summary>In TLS 1.3 a peer judges our certificate only after the handshake has ended for us, and many then say no more.</summary>
    private DicomAssociationException Lost(string how, SocketException? broken = null)
    {
        bool mayBeTls = _options.Tls is not null && _inbox.Acceptance is null;
        string why = mayBeTls ? $"{how} after the TLS handshake; the peer may ask for a certificate, or not believe ours." : $"{how}.";
        return new DicomAssociationException(AssociationFailure.ConnectionLost, why, broken);
    }

    private static DicomAssociationException Released() =>
        new(AssociationFailure.ReleasedByPeer, "The peer released the association.");

    /// <summary>
    /// Lets the inbox take what had come before a send failed: a peer that aborts or answers early and closes says more by that
    /// than the broken connection does.
    /// </summary>
    private async Task TakeLastWordsAsync()
    {
        if (_arrival is { IsCompleted: false })
        {
            return;
        }

        try
        {
            for (int reads = 0; reads < MaxLastReads; reads++)
            {
                int count = await _transport.ReceiveRestAsync(_buffer, _timeProvider);
                if (count == 0)
                {
                    return;
                }

                _inbox.Decoder.Feed(_buffer.AsSpan(0, count));
            }
        }
        catch (Exception unclear) when (unclear is SocketException or PduFormatException or DimseFormatException or InvalidOperationException or DicomAssociationException)
        {
            // Then the failure itself is all there is to tell.
        }
    }
}
