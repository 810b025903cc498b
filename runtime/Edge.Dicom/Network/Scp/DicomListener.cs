using System.Diagnostics.CodeAnalysis;
using System.Net;
using System.Net.Sockets;

namespace Edge.Dicom.Network;

/// <summary>
/// A DICOM port: Verification and Storage SCP over the upper layer of PS3.8. The library owns sockets, PDUs, negotiation and DIMSE;
/// the owner decides about associations and takes the objects (<see cref="DicomListenerOptions"/>).
/// </summary>
public sealed class DicomListener : IAsyncDisposable
{
    /// <summary>Connections that the kernel keeps until they are met.</summary>
    private const int Backlog = 1024;

    /// <summary>Stack of an association's thread; a receiver's Commit runs on it.</summary>
    private const int StackBytes = 1024 * 1024;

    private static readonly TimeSpan DisposeLimit = TimeSpan.FromSeconds(10);

    private readonly Lock _gate = new();
    private readonly DicomListenerOptions _options;
    private readonly TimeProvider _timeProvider;
    private readonly Socket _socket;
    private readonly AssociationQuota _quota;
    private readonly Reception _reception;
    private readonly HashSet<ScpAssociation> _open = [];
    private readonly TaskCompletionSource _receptionEnded = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly TaskCompletionSource _allEnded = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private volatile bool _isStopping;

    private DicomListener(DicomListenerOptions options, TimeProvider timeProvider, Socket socket)
    {
        _options = options;
        _timeProvider = timeProvider;
        _socket = socket;
        LocalEndPoint = (IPEndPoint)socket.LocalEndPoint!;
        _quota = options.Quota ?? new AssociationQuota(timeProvider, options.MaxAssociations, options.MaxAssociations, null);
        var acceptor = new AssociationAcceptor(options, _quota);
        _reception = new Reception(socket, options, acceptor, new ReceptionDesk(Open, Report), timeProvider);
    }

    /// <summary>Where it listens, with the port that was taken when 0 was asked for.</summary>
    public IPEndPoint LocalEndPoint { get; }

    /// <summary>Associations that are open now.</summary>
    public int OpenAssociations
    {
        get
        {
            lock (_gate)
            {
                return _open.Count;
            }
        }
    }

    /// <summary>Ends when the listener has stopped; fails if meeting connections failed, after which nothing is accepted any more.</summary>
    public Task Completion => _receptionEnded.Task;

    /// <summary>Binds the port and begins to accept.</summary>
    /// <exception cref="ArgumentException">An option is out of its range; the message names every one.</exception>
    /// <exception cref="SocketException">The port cannot be had: it is taken, or needs a right that this process lacks.</exception>
    public static DicomListener Start(DicomListenerOptions options, TimeProvider timeProvider)
    {
        ArgumentNullException.ThrowIfNull(options);
        ArgumentNullException.ThrowIfNull(timeProvider);
        IReadOnlyList<string> errors = options.Validate();
        if (errors.Count > 0)
        {
            throw new ArgumentException(string.Join(' ', errors), nameof(options));
        }

        var socket = new Socket(options.Address.AddressFamily, SocketType.Stream, ProtocolType.Tcp);
        try
        {
            if (options.Address.Equals(IPAddress.IPv6Any))
            {
                socket.DualMode = true;
            }

            socket.Bind(new IPEndPoint(options.Address, options.Port));
            socket.Listen(Backlog);
        }
        catch (SocketException)
        {
            socket.Dispose();
            throw;
        }

        var listener = new DicomListener(options, timeProvider, socket);
        new Thread(listener.Meet, StackBytes) { IsBackground = true, Name = "dicom-reception" }.Start();
        return listener;
    }

    /// <summary>
    /// Stops: accepts nothing more, lets each association finish the message it is in the middle of, then aborts it; what is not
    /// finished within the limit is cut off, and its object abandoned.
    /// </summary>
    /// <param name="limit">How long messages may take to finish.</param>
    /// <param name="cancellationToken">Cuts the waiting short: everything is cut off at once.</param>
    public async Task StopAsync(TimeSpan limit, CancellationToken cancellationToken)
    {
        _reception.Stop();
        await _receptionEnded.Task.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        ScpAssociation[] left = BeginStop();
        foreach (ScpAssociation association in left)
        {
            association.RequestStop();
        }

        try
        {
            await _allEnded.Task.WaitAsync(limit, _timeProvider, cancellationToken);
        }
        catch (Exception late) when (late is TimeoutException or OperationCanceledException)
        {
            foreach (ScpAssociation association in left)
            {
                association.StopNow();
            }

            // A receiver may still be in its Commit, which has its own limits; the socket is closed already.
            await _allEnded.Task;
        }
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await StopAsync(DisposeLimit, CancellationToken.None);
        _reception.Dispose();
        _socket.Dispose();
    }

    [SuppressMessage(
        "Design", "CA1031:Do not catch general exception types",
        Justification = "The edge of the thread: the failure reaches the owner through Completion, who decides what dies of it.")]
    private void Meet()
    {
        try
        {
            _reception.Run();
            _receptionEnded.SetResult();
        }
        catch (Exception failed)
        {
            _receptionEnded.SetException(failed);
        }
        finally
        {
            _socket.Dispose();
        }
    }

    private void Open(PendingConnection connection, AssociationVerdict verdict)
    {
        var association = new ScpAssociation(connection.Socket, connection.Tls, verdict, connection.Machine, _options, _timeProvider);
        lock (_gate)
        {
            _open.Add(association);
        }

        try
        {
            new Thread(() => Serve(connection, association), StackBytes) { IsBackground = true, Name = $"dicom-{connection.Id}" }.Start();
        }
        catch (OutOfMemoryException)
        {
            // What .NET throws when the system grants no more threads.
            Close(association);
            throw;
        }
    }

    private void Serve(PendingConnection connection, ScpAssociation association)
    {
        AssociationReport report = association.Run(_timeProvider, connection.AcceptedAt);
        if (association.AwaitsClose && !_isStopping)
        {
            _reception.AwaitClose(connection);
        }
        else
        {
            connection.Socket.Dispose();
        }

        Tell(report);
        Close(association);
    }

    private void Close(ScpAssociation association)
    {
        association.Dispose();
        _quota.Leave(association.Place);
        lock (_gate)
        {
            _open.Remove(association);
            CheckAllEnded();
        }
    }

    [SuppressMessage(
        "Design", "CA1031:Do not catch general exception types",
        Justification = "An owner that fails to note the end of a connection must not take the process with it.")]
    private void Tell(AssociationReport report)
    {
        try
        {
            _options.Ended?.Invoke(report);
        }
        catch (Exception)
        {
            // There is nobody left to tell.
        }
    }

    private void Report(PendingConnection connection, ConnectionEnd how) => Tell(new AssociationReport
    {
        ConnectionId = connection.Id,
        Remote = connection.Remote,
        CallingAeTitle = Printable(connection.Request?.CallingAeTitle),
        CalledAeTitle = Printable(connection.Request?.CalledAeTitle),
        End = how.End,
        Detail = how.Detail,
        Rejection = how.Rejection,
        Error = how.Error,
        Duration = _timeProvider.GetElapsedTime(connection.AcceptedAt),
    });

    /// <summary>A title that may not be one, fit for a log.</summary>
    private static string? Printable(string? title) => title is null || AeTitle.IsValid(title)
        ? title
        : string.Create(title.Length, title, static (text, source) =>
        {
            for (int index = 0; index < text.Length; index++)
            {
                text[index] = source[index] is >= ' ' and <= '~' ? source[index] : '?';
            }
        });

    private ScpAssociation[] BeginStop()
    {
        lock (_gate)
        {
            _isStopping = true;
            CheckAllEnded();
            return [.. _open];
        }
    }

    private void CheckAllEnded()
    {
        if (_isStopping && _open.Count == 0)
        {
            _allEnded.TrySetResult();
        }
    }
}
