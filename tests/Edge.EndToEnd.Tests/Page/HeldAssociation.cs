using System.Diagnostics.CodeAnalysis;
using System.Net;
using System.Net.Sockets;

namespace Edge.EndToEnd.Tests;

/// <summary>A relay before the appliance that takes one connection and, once its association is accepted, holds back what the sender says until it is let go.</summary>
internal sealed class HeldAssociation : IDisposable
{
    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly TaskCompletionSource _accepted = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly TaskCompletionSource _released = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly TcpClient _appliance = new();

    private HeldAssociation() => _listener.Start();

    /// <summary>Port that the sender calls.</summary>
    public int Port => ((IPEndPoint)_listener.LocalEndpoint).Port;

    /// <summary>Ends once the appliance has answered the association.</summary>
    public Task Accepted => _accepted.Task;

    /// <summary>Begins to take the connection.</summary>
    public static HeldAssociation Start(int appliancePort, CancellationToken cancellationToken)
    {
        var relay = new HeldAssociation();
        _ = relay.RunAsync(appliancePort, cancellationToken);
        return relay;
    }

    /// <summary>Lets the sender go on.</summary>
    public void LetGo() => _released.TrySetResult();

    public void Dispose()
    {
        _released.TrySetResult();
        _appliance.Dispose();
        _listener.Dispose();
    }

    [SuppressMessage("Reliability", "CA2025", Justification = "Both ways are awaited before the streams are disposed.")]
    private async Task RunAsync(int appliancePort, CancellationToken cancellationToken)
    {
        using TcpClient sender = await _listener.AcceptTcpClientAsync(cancellationToken);
        await _appliance.ConnectAsync(IPAddress.Loopback, appliancePort, cancellationToken);
        await using NetworkStream from = sender.GetStream();
        await using NetworkStream to = _appliance.GetStream();
        Task answers = PumpAsync(to, from, () => Task.CompletedTask, _accepted, cancellationToken);
        await PumpAsync(from, to, () => _accepted.Task.IsCompleted ? _released.Task : Task.CompletedTask, null, cancellationToken);
        _appliance.Client.Shutdown(SocketShutdown.Send);
        await answers;
    }

    private static async Task PumpAsync(NetworkStream from, NetworkStream to, Func<Task> hold, TaskCompletionSource? seen, CancellationToken cancellationToken)
    {
        byte[] block = new byte[64 * 1024];
        int read;
        while ((read = await from.ReadAsync(block, cancellationToken)) > 0)
        {
            await hold();

            // Said before it is passed on, so that the sender's next word is held.
            seen?.TrySetResult();
            await to.WriteAsync(block.AsMemory(0, read), cancellationToken);
        }
    }
}
