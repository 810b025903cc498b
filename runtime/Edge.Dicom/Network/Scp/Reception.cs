using System.Collections.Concurrent;
using System.Diagnostics.CodeAnalysis;
using System.Net.Sockets;

namespace Edge.Dicom.Network;

/// <summary>
/// Meets every connection on one thread: accepts it, waits for its A-ASSOCIATE-RQ and hands it over when it is good; and waits, for
/// connections whose association has ended, until the peer closes. Thousands of half-open peers cost one socket each: the kernel keeps
/// what they drip until a whole step is there. Sockets are only ever used blocking, after <c>poll</c> said that they are ready.
/// </summary>
internal sealed class Reception : IDisposable
{
    private const int ScratchBytes = 16 * 1024;
    private const int MaxAcceptsPerTurn = 64;
    private const int MinPendingConnections = 16;

    private static readonly TimeSpan LongestWait = TimeSpan.FromMinutes(1);
    private static readonly TimeSpan PauseWithoutDescriptors = TimeSpan.FromSeconds(1);

    private readonly Socket _listener;
    private readonly DicomListenerOptions _options;
    private readonly AssociationAcceptor _acceptor;
    private readonly ReceptionDesk _desk;
    private readonly TimeProvider _timeProvider;
    private readonly WakeSocket _wake = new();
    private readonly PendingConnections _pending = new();
    private readonly ConcurrentQueue<PendingConnection> _returned = new();
    private readonly ConcurrentQueue<PendingConnection> _stepped = new();
    private readonly HandshakeWorkers? _handshakes;
    private readonly List<Socket> _ready = [];
    private readonly byte[] _scratch = new byte[ScratchBytes];
    private readonly int _maxPending;
    private long _lastId;
    private long _pausedUntil;
    private volatile bool _isStopping;

    public Reception(
        Socket listener, DicomListenerOptions options, AssociationAcceptor acceptor, ReceptionDesk desk, TimeProvider timeProvider)
    {
        _listener = listener;
        _options = options;
        _acceptor = acceptor;
        _desk = desk;
        _timeProvider = timeProvider;
        int spare = (DescriptorLimit.Read() / 2) - options.MaxAssociations;
        _maxPending = Math.Min(options.MaxPendingConnections, Math.Max(MinPendingConnections, spare));
        _handshakes = options.Tls is null ? null : new HandshakeWorkers(options.MaxPendingConnections + MaxAcceptsPerTurn);
    }

    /// <summary>Handshake steps that were taken and not gone on with yet.</summary>
    internal int StepsTaken => _stepped.Count;

    /// <summary>Meets connections until <see cref="Stop"/>; then closes those that are pending.</summary>
    public void Run()
    {
        _handshakes?.Start();
        while (!_isStopping)
        {
            WaitUntilReady();
            foreach (Socket socket in _ready)
            {
                Attend(socket);
            }

            while (_returned.TryDequeue(out PendingConnection? closing))
            {
                _pending.Add(closing, DeadlineFromNow(_options.ArtimTimeout));
            }

            while (_stepped.TryDequeue(out PendingConnection? stepped))
            {
                Resume(stepped);
            }

            Expire();
        }

        while (_pending.Oldest is { } left)
        {
            Drop(left, AssociationEnd.Stopped, "The listener stopped.");
        }
    }

    /// <summary>Takes back a connection whose association has ended and whose peer should close first. Any thread may call it.</summary>
    public void AwaitClose(PendingConnection connection)
    {
        connection.IsClosing = true;
        _returned.Enqueue(connection);
        _wake.Wake();
    }

    /// <summary>Makes <see cref="Run"/> return. Any thread may call it, and more than once.</summary>
    public void Stop()
    {
        if (!_isStopping)
        {
            _isStopping = true;
            _wake.Wake();
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        while (_returned.TryDequeue(out PendingConnection? late))
        {
            late.Socket.Dispose();
        }

        _handshakes?.Dispose();
        while (_stepped.TryDequeue(out PendingConnection? stepped))
        {
            Resume(stepped);
        }

        _wake.Dispose();
    }

    private void WaitUntilReady()
    {
        _ready.Clear();
        _ready.Add(_wake.Waitable);
        long now = _timeProvider.GetTimestamp();
        TimeSpan wait = LongestWait;
        if (now >= _pausedUntil)
        {
            _ready.Add(_listener);
        }
        else
        {
            wait = _timeProvider.GetElapsedTime(now, _pausedUntil);
        }

        _pending.CopySocketsTo(_ready);
        if (_pending.Oldest is { } oldest)
        {
            TimeSpan untilOldest = _timeProvider.GetElapsedTime(now, Math.Max(now, oldest.Deadline));
            wait = untilOldest < wait ? untilOldest : wait;
        }

        Socket.Select(_ready, null, null, wait + TimeSpan.FromMilliseconds(1));
    }

    private void Attend(Socket socket)
    {
        if (socket == _wake.Waitable)
        {
            _wake.Drain();
        }
        else if (socket == _listener)
        {
            AcceptAll();
        }
        else if (_pending.Find(socket) is { } connection)
        {
            Advance(connection);
        }
    }

    private void AcceptAll()
    {
        for (int count = 0; count < MaxAcceptsPerTurn && _listener.Poll(TimeSpan.Zero, SelectMode.SelectRead); count++)
        {
            Socket? accepted = null;
            try
            {
                accepted = _listener.Accept();
                Meet(accepted);
            }
            catch (SocketException failed) when (failed.SocketErrorCode == SocketError.TooManyOpenSockets)
            {
                PauseAccepting();
                return;
            }
            catch (SocketException)
            {
                // The peer was gone before it was met.
                Forget(accepted);
            }

            if (_pending.Number > _maxPending)
            {
                MakeRoom("Too many connections were waiting.");
            }
        }
    }

    /// <summary>Lets a connection wait for its request, or closes it if its address may not connect.</summary>
    private void Meet(Socket accepted)
    {
        var connection = new PendingConnection(accepted, ++_lastId, _timeProvider.GetTimestamp(), speaksTls: _handshakes is not null);
        _pending.Add(connection, DeadlineFromNow(_handshakes is null ? _options.ArtimTimeout : _options.HandshakeTimeout));
        if (_options.Admits?.Invoke(connection.Remote.Address) == false)
        {
            // No request was read that could be answered, PS3.8 9.3.4 has no reason for it, and a stranger learns the least from this.
            Drop(connection, AssociationEnd.AddressRefused, "Its address may not connect.");
            return;
        }

        TcpOptions.SetReceiveLowWater(accepted, connection.BytesWanted(ScratchBytes));
    }

    /// <summary>One step of a connection that has something to read, or has ended.</summary>
    [SuppressMessage(
        "Design", "CA1031:Do not catch general exception types",
        Justification = "The edge of a connection: a bug in the owner's decision costs this connection and is reported, never the port.")]
    private void Advance(PendingConnection connection)
    {
        try
        {
            if (connection is { Tls: { } tls, IsClosing: false })
            {
                connection.IsAway = true;
                _handshakes!.Add(tls);
                return;
            }

            bool isOpen = connection.Read(_scratch);
            _pending.Count(connection);
            if (!isOpen || connection.Machine.State == UpperLayerState.Idle)
            {
                Drop(connection, AssociationEnd.ConnectionLost, "The peer went before asking for an association.");
            }
            else if (connection is { Request: not null, IsClosing: false })
            {
                Decide(connection);
            }
            else if (connection is { Hello: not null, AwaitsHello: false, IsClosing: false })
            {
                BeginHandshake(connection);
            }
            else
            {
                TcpOptions.SetReceiveLowWater(connection.Socket, connection.BytesWanted(ScratchBytes));
            }
        }
        catch (PduFormatException malformed)
        {
            _pending.Count(connection);
            AssociationEnd end = connection.Hello is null ? AssociationEnd.ProtocolError : AssociationEnd.TlsFailed;
            Refuse(connection, new ConnectionEnd(end, malformed.Message), UpperLayerEvent.InvalidPduReceived);
        }
        catch (SocketException broken)
        {
            Drop(connection, AssociationEnd.ConnectionLost, $"The connection broke: {broken.SocketErrorCode}.");
        }
        catch (Exception bug)
        {
            Drop(connection, AssociationEnd.Failed, $"Failed: {bug.GetType().Name}.", bug);
        }

        if (_pending.RequestBytes > _options.MaxPendingBytes)
        {
            MakeRoom("Waiting connections held too many bytes.");
        }
    }

    private void Decide(PendingConnection connection)
    {
        AssociationVerdict verdict = _acceptor.Judge(connection);
        if (verdict.Rejection is { } why)
        {
            Refuse(connection, new ConnectionEnd(AssociationEnd.Rejected, verdict.Detail, why), UpperLayerEvent.LocalReject);
            return;
        }

        _pending.Remove(connection);
        connection.Dispose();
        _desk.Open(connection, verdict);
    }

    /// <summary>The first TLS record is whole. When too many handshakes are in progress, the one that has taken longest makes room.</summary>
    private void BeginHandshake(PendingConnection connection)
    {
        if (_options.Tls!() is not { } server)
        {
            Drop(connection, AssociationEnd.TlsFailed, "There is no certificate to show.");
            return;
        }

        if (_pending.Handshakes() is (var number, { } oldest) && number >= _options.MaxHandshakes)
        {
            Drop(oldest, AssociationEnd.Stopped, "Too many TLS handshakes were in progress.");
        }

        connection.Tls = new TlsChannel(connection, server, Return);
        connection.IsAway = true;
        _handshakes!.Add(connection.Tls);
    }

    /// <summary>Takes back a connection whose handshake has taken a step. Any thread may call it.</summary>
    private void Return(PendingConnection connection)
    {
        _stepped.Enqueue(connection);
        _wake.Wake();
    }

    /// <summary>Goes on with a connection whose handshake has taken a step: waits for more, decides about its request, or ends it.</summary>
    [SuppressMessage(
        "Design", "CA1031:Do not catch general exception types",
        Justification = "The edge of a connection: a bug in the owner's decision costs this connection and is reported, never the port.")]
    private void Resume(PendingConnection connection)
    {
        TlsChannel tls = connection.Tls!;
        connection.IsAway = false;
        if (connection.IsDropped)
        {
            FinishDropped(connection, tls);
            return;
        }

        _pending.Count(connection);
        try
        {
            if (tls.Failure is PduFormatException malformed)
            {
                Refuse(connection, new ConnectionEnd(AssociationEnd.ProtocolError, malformed.Message), UpperLayerEvent.InvalidPduReceived);
            }
            else if (tls is { Failure: not null, Session: null })
            {
                Drop(connection, AssociationEnd.TlsFailed, $"No TLS came about: {tls.DescribeFailure()}.");
            }
            else if (tls.Failure is not null || tls.IsClosed || connection.Machine.State == UpperLayerState.Idle)
            {
                Drop(connection, AssociationEnd.ConnectionLost, "The peer went before asking for an association.");
            }
            else if (connection.Request is not null)
            {
                Decide(connection);
            }
            else if (tls.Session is not null && !connection.HasSession)
            {
                connection.HasSession = true;
                _pending.Remove(connection);
                _pending.Add(connection, DeadlineFromNow(_options.ArtimTimeout));
            }
        }
        catch (Exception bug)
        {
            Drop(connection, AssociationEnd.Failed, $"Failed: {bug.GetType().Name}.", bug);
        }
    }

    /// <summary>Frees a connection that was given up, once its handshake has ended.</summary>
    private static void FinishDropped(PendingConnection connection, TlsChannel tls)
    {
        if (!tls.IsFinished)
        {
            tls.Abandon();
            return;
        }

        connection.Dispose();
        tls.Dispose();
        connection.Socket.Dispose();
    }

    /// <summary>Sends the rejection or abort, and leaves it to the peer to close within ARTIM (PS3.8 AE-8, AA-1).</summary>
    private void Refuse(PendingConnection connection, ConnectionEnd end, UpperLayerEvent cause)
    {
        UpperLayerAction action = connection.Machine.Apply(cause);
        byte[] last = action == UpperLayerAction.SendAssociateReject
            ? ShortPdu.Reject(end.Rejection ?? AssociationRejection.NoReason)
            : ShortPdu.Abort(AbortSource.ServiceUser, AbortReason.NotSpecified);
        _desk.Report(connection, end);
        _pending.Remove(connection);
        connection.Dispose();
        new AssociationSocket(connection.Socket, _timeProvider, _options.IdleTimeout, _options.StallTimeout, connection.Tls).SendLast(last);
        connection.Tls?.Dispose();
        connection.Tls = null;
        connection.IsClosing = true;
        TcpOptions.SetReceiveLowWater(connection.Socket, 1);
        _pending.Add(connection, DeadlineFromNow(_options.ArtimTimeout));
    }

    private void Expire()
    {
        long now = _timeProvider.GetTimestamp();
        while (_pending.Oldest is { } oldest && oldest.Deadline <= now)
        {
            if (!oldest.IsAway)
            {
                // Else another thread may be moving the machine at this instant, and may have moved it to where ARTIM means nothing.
                oldest.Machine.Apply(UpperLayerEvent.ArtimExpired);
            }

            Drop(oldest, AssociationEnd.TimedOut, oldest is { Hello: not null, HasSession: false }
                ? $"TLS did not come about in {_options.HandshakeTimeout.TotalSeconds:0.#} seconds."
                : $"No whole A-ASSOCIATE-RQ came in {_options.ArtimTimeout.TotalSeconds:0.#} seconds.");
        }
    }

    /// <summary>Others have used up the descriptors: gives back a part of ours, and if there was none, waits for somebody else to.</summary>
    private void PauseAccepting()
    {
        int surplus = (_pending.Number + 3) / 4;
        if (surplus == 0)
        {
            _pausedUntil = _timeProvider.GetTimestamp() + Ticks(PauseWithoutDescriptors);
        }

        for (; surplus > 0; surplus--)
        {
            MakeRoom("No file descriptors were left.");
        }
    }

    private void MakeRoom(string why)
    {
        if (_pending.Oldest is { } oldest)
        {
            Drop(oldest, AssociationEnd.Stopped, why);
        }
    }

    /// <summary>Closes a connection. One that is closing already has been reported; one whose handshake is not finished, or was a moment ago on another thread, is freed when that has ended.</summary>
    private void Drop(PendingConnection connection, AssociationEnd end, string detail, Exception? error = null)
    {
        _pending.Remove(connection);
        if (!connection.IsClosing)
        {
            _desk.Report(connection, new ConnectionEnd(end, detail, Error: error));
        }

        // What is away comes back once more, finished or not, and must find its socket and what it holds.
        if (connection.Tls is { } tls && (connection.IsAway || !tls.IsFinished))
        {
            connection.IsDropped = true;
            new AssociationSocket(connection.Socket, _timeProvider, _options.IdleTimeout, _options.StallTimeout, tls).StopEverything();
            if (!connection.IsAway)
            {
                tls.Abandon();
            }

            return;
        }

        connection.Dispose();
        connection.Tls?.Dispose();
        connection.Socket.Dispose();
    }

    private void Forget(Socket? accepted)
    {
        if (accepted is not null && _pending.Find(accepted) is { } met)
        {
            _pending.Remove(met);
        }

        accepted?.Dispose();
    }

    private long DeadlineFromNow(TimeSpan span) => _timeProvider.GetTimestamp() + Ticks(span);

    private long Ticks(TimeSpan span) => (long)(span.TotalSeconds * _timeProvider.TimestampFrequency);
}
