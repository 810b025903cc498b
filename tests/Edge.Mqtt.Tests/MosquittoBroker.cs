using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Threading.Channels;

namespace Edge.Mqtt.Tests;

/// <summary>Debian's mosquitto on a free loopback port, with a configuration and a folder of its own; ended by its process id.</summary>
internal sealed class MosquittoBroker : IAsyncDisposable
{
    private static readonly TimeSpan Deadline = TimeSpan.FromSeconds(20);

    private readonly string _directory = Directory.CreateTempSubdirectory("edge-broker-").FullName;
    private readonly Channel<string> _log = Channel.CreateBounded<string>(new BoundedChannelOptions(10_000) { FullMode = BoundedChannelFullMode.DropOldest });
    private Process? _process;

    public int Port { get; } = FreePort();

    /// <summary>Where a test may put the broker's files.</summary>
    public string Folder => _directory;

    /// <summary>Writes the configuration and starts the broker; returns when it takes connections.</summary>
    /// <param name="settings">Further lines of mosquitto.conf; without any, everyone may do everything.</param>
    public static async Task<MosquittoBroker> StartAsync(params string[] settings)
    {
        MosquittoBroker broker = Prepare();
        await broker.StartAgainAsync(settings);
        return broker;
    }

    /// <summary>Has a port and a folder, and is not started.</summary>
    public static MosquittoBroker Prepare() => new();

    /// <summary>Starts it, or starts it again on the same port.</summary>
    public async Task StartAgainAsync(params string[] settings)
    {
        string file = Path.Combine(_directory, "mosquitto.conf");
        string[] own = [$"listener {Port.ToString(CultureInfo.InvariantCulture)} 127.0.0.1", $"user {Environment.UserName}", "log_dest stderr", "log_type all"];
        await File.WriteAllLinesAsync(file, [.. own, .. settings.Length > 0 ? settings : ["allow_anonymous true"]]);
        var start = new ProcessStartInfo(Peer.Find("mosquitto", "mosquitto"), ["-c", file]) { RedirectStandardError = true };
        _process = Process.Start(start)!;
        _ = PumpAsync(_process.StandardError);
        using var deadline = new CancellationTokenSource(Deadline);
        while (!await AnswersAsync(deadline.Token))
        {
            Assert.False(_process.HasExited, "mosquitto ended at once; its configuration is in " + file);
            await Task.Delay(10, deadline.Token);
        }
    }

    /// <summary>SIGKILL: no goodbye to anyone, nothing saved.</summary>
    public async Task KillAsync()
    {
        _process!.Kill();
        await _process.WaitForExitAsync();
        _process.Dispose();
        _process = null;
    }

    /// <summary>Waits for a line of the broker's log.</summary>
    public async Task<string> LogLineAsync(Func<string, bool> wanted)
    {
        using var deadline = new CancellationTokenSource(Deadline);
        while (true)
        {
            string line = await _log.Reader.ReadAsync(deadline.Token);
            if (wanted(line))
            {
                return line;
            }
        }
    }

    public async ValueTask DisposeAsync()
    {
        if (_process is not null)
        {
            await KillAsync();
        }

        Directory.Delete(_directory, recursive: true);
    }

    public static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }

    private async Task<bool> AnswersAsync(CancellationToken cancellationToken)
    {
        using var client = new TcpClient();
        try
        {
            await client.ConnectAsync(IPAddress.Loopback, Port, cancellationToken);
            return true;
        }
        catch (SocketException)
        {
            return false;
        }
    }

    private async Task PumpAsync(StreamReader output)
    {
        while (await output.ReadLineAsync() is { } line)
        {
            _log.Writer.TryWrite(line);
        }
    }
}
