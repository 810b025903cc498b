using System.Collections.Concurrent;
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

    private static readonly TimeSpan LongestWait = TimeSpan.FromMinutes(1);
    private static readonly TimeSpan PauseWithoutDescriptors = TimeSpan.FromSeconds(1);

    private readonly Socket listener;
    private readonly DicomListenerOptions options;
    private readonly AssociationAcceptor acceptor;
    private readonly ReceptionDesk desk;
    private readonly TimeProvider timeProvider;
    private readonly WakeSocket wake = new();
    private readonly PendingConnections pending = new();
    private readonly ConcurrentQueue<PendingConnection> returned = new();
    private readonly List<Socket> ready = [];
    private readonly byte[] scratch = new byte[ScratchBytes];
    private long lastId;
    private long pausedUntil;
    private volatile bool isStopping;

    public Reception(
        Socket listener, DicomListenerOptions options, AssociationAcceptor acceptor, ReceptionDesk desk, TimeProvider timeProvider)
    {
        this.listener = listener;
        this.options = options;
        this.acceptor = acceptor;
        this.desk = desk;
        this.timeProvider = timeProvider;
    }

    /// <summary>Meets connections until <see cref="Stop"/>; then closes those that are pending.</summary>
    public void Run()
    {
        while (!isStopping)
        {
            WaitUntilReady();
            foreach (Socket socket in ready)
            {
                Attend(socket);
            }

            while (returned.TryDequeue(out PendingConnection? closing))
            {
                pending.Add(closing, DeadlineFromNow());
            }

            Expire();
        }

        while (pending.Oldest is { } left)
        {
            Drop(left, AssociationEnd.Stopped, "The listener stopped.");
        }
    }

    /// <summary>Takes back a connection whose association has ended and whose peer should close first. Any thread may call it.</summary>
    public void AwaitClose(PendingConnection connection)
    {
        connection.IsClosing = true;
        returned.Enqueue(connection);
        wake.Wake();
    }

    /// <summary>Makes <see cref="Run"/> return. Any thread may call it.</summary>
    public void Stop()
    {
        isStopping = true;
        wake.Wake();
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        while (returned.TryDequeue(out PendingConnection? late))
        {
            late.Socket.Dispose();
        }

        wake.Dispose();
    }

    private void WaitUntilReady()
    {
        ready.Clear();
        ready.Add(wake.Waitable);
        long now = timeProvider.GetTimestamp();
        TimeSpan wait = LongestWait;
        if (now >= pausedUntil)
        {
            ready.Add(listener);
        }
        else
        {
            wait = timeProvider.GetElapsedTime(now, pausedUntil);
        }

        pending.CopySocketsTo(ready);
        if (pending.Oldest is { } oldest)
        {
            TimeSpan untilOldest = timeProvider.GetElapsedTime(now, Math.Max(now, oldest.Deadline));
            wait = untilOldest < wait ? untilOldest : wait;
        }

        Socket.Select(ready, null, null, wait + TimeSpan.FromMilliseconds(1));
    }

    private void Attend(Socket socket)
    {
        if (socket == wake.Waitable)
        {
            wake.Drain();
        }
        else if (socket == listener)
        {
            AcceptAll();
        }
        else if (pending.Find(socket) is { } connection)
        {
            Advance(connection);
        }
    }

    private void AcceptAll()
    {
        for (int count = 0; count < MaxAcceptsPerTurn && listener.Poll(TimeSpan.Zero, SelectMode.SelectRead); count++)
        {
            Socket? accepted = null;
            try
            {
                accepted = listener.Accept();
                var connection = new PendingConnection(accepted, ++lastId, timeProvider.GetTimestamp());
                pending.Add(connection, DeadlineFromNow());
                TcpOptions.SetReceiveLowWater(accepted, connection.BytesWanted(ScratchBytes));
            }
            catch (SocketException failed) when (failed.SocketErrorCode == SocketError.TooManyOpenSockets)
            {
                MakeRoom("No file descriptors were left.");
                pausedUntil = timeProvider.GetTimestamp() + Ticks(PauseWithoutDescriptors);
                return;
            }
            catch (SocketException)
            {
                // The peer was gone before it was met.
                Forget(accepted);
            }

            if (pending.Count > options.MaxPendingConnections)
            {
                MakeRoom("Too many connections were waiting.");
            }
        }
    }

    /// <summary>One step of a connection that has something to read, or has ended.</summary>
    private void Advance(PendingConnection connection)
    {
        int before = connection.RequestBytes;
        try
        {
            bool isOpen = connection.Read(scratch);
            pending.Grow(connection.RequestBytes - before);
            if (!isOpen || connection.Machine.State == UpperLayerState.Idle)
            {
                Drop(connection, AssociationEnd.ConnectionLost, "The peer went before asking for an association.");
            }
            else if (connection.Request is not null && !connection.IsClosing)
            {
                Decide(connection);
            }
            else
            {
                TcpOptions.SetReceiveLowWater(connection.Socket, connection.BytesWanted(ScratchBytes));
            }
        }
        catch (PduFormatException malformed)
        {
            pending.Grow(connection.RequestBytes - before);
            Refuse(connection, AssociationEnd.ProtocolError, malformed.Message, UpperLayerEvent.InvalidPduReceived, default);
        }
        catch (SocketException broken)
        {
            Drop(connection, AssociationEnd.ConnectionLost, $"The connection broke: {broken.SocketErrorCode}.");
        }

        if (pending.RequestBytes > options.MaxPendingBytes)
        {
            MakeRoom("Waiting connections held too many bytes.");
        }
    }

    private void Decide(PendingConnection connection)
    {
        (AssociationRequest request, AssociationRejection? rejection, AssociateAcceptPdu? accept) = acceptor.Judge(connection);
        if (rejection is { } why)
        {
            Refuse(connection, AssociationEnd.Rejected, why.ToString(), UpperLayerEvent.LocalReject, why);
            return;
        }

        pending.Remove(connection);
        connection.Dispose();
        desk.Open(connection, request, accept!);
    }

    /// <summary>Sends the rejection or abort, and leaves it to the peer to close within ARTIM (PS3.8 AE-8, AA-1).</summary>
    private void Refuse(
        PendingConnection connection, AssociationEnd end, string detail, UpperLayerEvent cause, AssociationRejection rejection)
    {
        UpperLayerAction action = connection.Machine.Apply(cause);
        byte[] last = action == UpperLayerAction.SendAssociateReject
            ? ShortPdu.Reject(rejection)
            : ShortPdu.Abort(AbortSource.ServiceUser, AbortReason.NotSpecified);
        desk.Report(connection, end, detail);
        pending.Remove(connection);
        connection.Dispose();
        new AssociationSocket(connection.Socket, timeProvider, options.IdleTimeout, options.StallTimeout).SendLast(last);
        connection.IsClosing = true;
        TcpOptions.SetReceiveLowWater(connection.Socket, 1);
        pending.Add(connection, DeadlineFromNow());
    }

    private void Expire()
    {
        long now = timeProvider.GetTimestamp();
        while (pending.Oldest is { } oldest && oldest.Deadline <= now)
        {
            oldest.Machine.Apply(UpperLayerEvent.ArtimExpired);
            Drop(oldest, AssociationEnd.TimedOut, $"No whole A-ASSOCIATE-RQ came in {options.ArtimTimeout.TotalSeconds:0.#} seconds.");
        }
    }

    private void MakeRoom(string why)
    {
        if (pending.Oldest is { } oldest)
        {
            Drop(oldest, AssociationEnd.Stopped, why);
        }
    }

    /// <summary>Closes a connection. One that is closing already has been reported.</summary>
    private void Drop(PendingConnection connection, AssociationEnd end, string detail)
    {
        pending.Remove(connection);
        connection.Dispose();
        connection.Socket.Dispose();
        if (!connection.IsClosing)
        {
            desk.Report(connection, end, detail);
        }
    }

    private void Forget(Socket? accepted)
    {
        if (accepted is not null && pending.Find(accepted) is { } met)
        {
            pending.Remove(met);
        }

        accepted?.Dispose();
    }

    private long DeadlineFromNow() => timeProvider.GetTimestamp() + Ticks(options.ArtimTimeout);

    private long Ticks(TimeSpan span) => (long)(span.TotalSeconds * timeProvider.TimestampFrequency);
}
