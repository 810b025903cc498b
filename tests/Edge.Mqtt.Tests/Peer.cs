using System.Diagnostics;
using System.Globalization;
using System.Threading.Channels;

namespace Edge.Mqtt.Tests;

/// <summary>mosquitto_sub and mosquitto_pub: clients that others wrote.</summary>
internal sealed class Peer : IAsyncDisposable
{
    private const string Mark = "message ";
    private static readonly TimeSpan Deadline = TimeSpan.FromSeconds(60);

    private readonly Process _process;
    private readonly Channel<string> _messages = Channel.CreateBounded<string>(100_000);
    private readonly TaskCompletionSource _subscribed = new(TaskCreationOptions.RunContinuationsAsynchronously);

    private Peer(Process process)
    {
        _process = process;
        _ = PumpAsync();
    }

    /// <summary>Path of a program that tools/setup installs.</summary>
    public static string Find(string program, string package) =>
        new[] { "/usr/bin", "/usr/sbin", "/usr/local/bin", "/usr/local/sbin" }.Select(folder => Path.Combine(folder, program)).FirstOrDefault(File.Exists)
        ?? throw new InvalidOperationException($"{program} is missing. Install the package {package}, or run tools/setup test.");

    /// <summary>Subscribes with QoS 1 and returns once the broker has granted it.</summary>
    /// <param name="port">Broker.</param>
    /// <param name="filter">Topic filter.</param>
    /// <param name="options">Further options of mosquitto_sub.</param>
    public static async Task<Peer> SubscribeAsync(int port, string filter, params string[] options)
    {
        // stdbuf: with its output to a pipe, mosquitto_sub would keep the line about its SUBACK to itself until a message comes.
        var start = new ProcessStartInfo(
            Find("stdbuf", "coreutils"),
            ["-oL", Find("mosquitto_sub", "mosquitto-clients"), "-d", "-V", "5", "-h", "127.0.0.1", "-p", port.ToString(CultureInfo.InvariantCulture), "-q", "1", "-t", filter, "-F", Mark + "%t %q %r %p", .. options])
        {
            RedirectStandardOutput = true,
        };
        var peer = new Peer(Process.Start(start)!);
        try
        {
            await peer._subscribed.Task.WaitAsync(Deadline);
            return peer;
        }
        catch (TimeoutException)
        {
            await peer.DisposeAsync();
            throw;
        }
    }

    /// <summary>Publishes with QoS 1 and returns once the broker has acknowledged it.</summary>
    public static async Task PublishAsync(int port, string topic, string payload, params string[] options)
    {
        using Process process = Process.Start(new ProcessStartInfo(
            Find("mosquitto_pub", "mosquitto-clients"),
            ["-V", "5", "-h", "127.0.0.1", "-p", port.ToString(CultureInfo.InvariantCulture), "-q", "1", "-t", topic, "-m", payload, .. options]))!;
        await process.WaitForExitAsync();
        Assert.Equal(0, process.ExitCode);
    }

    /// <summary>The next message, as <c>topic qos retain payload</c>.</summary>
    public async Task<string> NextAsync()
    {
        using var deadline = new CancellationTokenSource(Deadline);
        return await _messages.Reader.ReadAsync(deadline.Token);
    }

    public async ValueTask DisposeAsync()
    {
        _process.Kill();
        await _process.WaitForExitAsync();
        _process.Dispose();
    }

    private async Task PumpAsync()
    {
        while (await _process.StandardOutput.ReadLineAsync() is { } line)
        {
            if (line.StartsWith(Mark, StringComparison.Ordinal))
            {
                _messages.Writer.TryWrite(line[Mark.Length..]);
            }
            else if (line.Contains("SUBACK", StringComparison.Ordinal))
            {
                _subscribed.TrySetResult();
            }
        }
    }
}
