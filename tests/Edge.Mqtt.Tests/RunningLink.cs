using System.Text;

namespace Edge.Mqtt.Tests;

/// <summary>A link that runs until it is disposed, and what it received.</summary>
internal sealed class RunningLink : IAsyncDisposable
{
    private static readonly TimeSpan Deadline = TimeSpan.FromSeconds(20);

    private readonly CancellationTokenSource _stop = new();
    private readonly Lock _changing = new();
    private readonly List<MqttLinkStatus> _history = [];
    private TaskCompletionSource _changed = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private bool _awaited;

    private RunningLink(MqttLinkOptions options)
    {
        Link = new MqttLink(options);
        Link.StatusChanged += Note;
    }

    public MqttLink Link { get; }

    /// <summary>The task of <see cref="MqttLink.RunAsync"/>.</summary>
    public Task Run { get; private set; } = Task.CompletedTask;

    /// <summary>Quick to retry, so that tests are.</summary>
    public static MqttLinkOptions Options(int port) => new()
    {
        Host = "127.0.0.1",
        Port = port,
        ClientId = "test-" + Guid.NewGuid().ToString("N"),
        SessionExpiry = TimeSpan.FromHours(1),
        FirstBackoff = TimeSpan.FromMilliseconds(20),
        LongestBackoff = TimeSpan.FromMilliseconds(100),
    };

    public static RunningLink Start(MqttLinkOptions options, Action<MqttLink>? before = null)
    {
        var running = new RunningLink(options);
        before?.Invoke(running.Link);
        running.Run = running.Link.RunAsync(running._stop.Token);
        return running;
    }

    public static async Task<RunningLink> ConnectAsync(MqttLinkOptions options)
    {
        RunningLink running = Start(options);
        await running.UntilAsync(status => status.State == MqttLinkState.Connected);
        return running;
    }

    public static MqttMessage Message(string topic, string payload, bool retain = false) => new(topic, Encoding.UTF8.GetBytes(payload), retain);

    public Task<MqttReasonCode> PublishAsync(string topic, string payload, bool retain = false) =>
        Link.PublishAsync(Message(topic, payload, retain), TestContext.Current.CancellationToken).WaitAsync(Deadline);

    /// <summary>Waits until the link has, or has had since it was started, such a status.</summary>
    public async Task<MqttLinkStatus> UntilAsync(Func<MqttLinkStatus, bool> wanted)
    {
        using var deadline = new CancellationTokenSource(Deadline);
        while (true)
        {
            Task next;
            lock (_changing)
            {
                MqttLinkStatus? found = _history.Find(status => wanted(status));
                if (found is not null)
                {
                    return found;
                }

                next = _changed.Task;
            }

            await next.WaitAsync(deadline.Token);
        }
    }

    /// <summary>Stops it cleanly and awaits its end.</summary>
    public async Task StopAsync()
    {
        _awaited = true;
        await _stop.CancelAsync();
        await Run.WaitAsync(Deadline);
    }

    /// <summary>Awaits the end that it comes to by itself.</summary>
    public async Task<Exception> FaultAsync()
    {
        _awaited = true;
        return await Assert.ThrowsAnyAsync<Exception>(() => Run.WaitAsync(Deadline));
    }

    public async ValueTask DisposeAsync()
    {
        if (!_awaited)
        {
            await StopAsync();
        }

        _stop.Dispose();
    }

    private void Note(object? sender, EventArgs nothing)
    {
        lock (_changing)
        {
            _history.Add(Link.Status);
            _changed.TrySetResult();
            _changed = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        }
    }
}
