using System.Net;
using System.Net.Sockets;

namespace Edge.Mqtt.Tests;

/// <summary>Passes bytes between a link and its broker until it is told to cut, as a network does.</summary>
internal sealed class CuttableProxy : IAsyncDisposable
{
    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly int _target;
    private readonly Lock _changing = new();
    private readonly List<TcpClient> _open = [];
    private readonly CancellationTokenSource _stop = new();
    private readonly Task _serving;

    public CuttableProxy(int target)
    {
        _target = target;
        _listener.Start();
        _serving = ServeAsync();
    }

    public int Port => ((IPEndPoint)_listener.LocalEndpoint).Port;

    /// <summary>Cuts what is connected; new connections are taken again.</summary>
    public void Cut()
    {
        lock (_changing)
        {
            _open.ForEach(client => client.Close());
            _open.Clear();
        }
    }

    /// <summary>Cuts what is connected and takes no more.</summary>
    public void Close()
    {
        _listener.Stop();
        Cut();
    }

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        Close();
        await _serving;
        _stop.Dispose();
        _listener.Dispose();
    }

    private async Task ServeAsync()
    {
        List<Task> pumps = [];
        try
        {
            while (true)
            {
                TcpClient near = await _listener.AcceptTcpClientAsync(_stop.Token);
                var far = new TcpClient { NoDelay = true };
                near.NoDelay = true;
                await far.ConnectAsync(IPAddress.Loopback, _target, _stop.Token);
                lock (_changing)
                {
                    _open.Add(near);
                    _open.Add(far);
                }

                pumps.RemoveAll(pump => pump.IsCompleted);
                pumps.Add(PumpAsync(near, far));
                pumps.Add(PumpAsync(far, near));
            }
        }
        catch (Exception ended) when (ended is OperationCanceledException or SocketException or ObjectDisposedException or InvalidOperationException)
        {
            // The last is what a listener says that was stopped between two accepts.
            await Task.WhenAll(pumps);
        }
    }

    private static async Task PumpAsync(TcpClient from, TcpClient to)
    {
        try
        {
            await from.GetStream().CopyToAsync(to.GetStream());
        }
        catch (Exception cut) when (cut is IOException or SocketException or ObjectDisposedException or InvalidOperationException)
        {
            // Cut on one side: cut on both.
        }

        from.Close();
        to.Close();
    }
}
