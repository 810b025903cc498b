using Edge.Ctl.Appliance;
using Edge.Mqtt;

namespace Edge.Ctl.Fleet;

/// <summary>A link that runs while a verb does. It comes back by itself when the broker goes away.</summary>
internal sealed class BrokerSession : IAsyncDisposable
{
    private static readonly TimeSpan ConnectWithin = TimeSpan.FromSeconds(30);

    private readonly CancellationTokenSource _stop = new();
    private readonly MqttLinkOptions _options;
    private readonly TaskCompletionSource _connected = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private Task _running = Task.CompletedTask;

    /// <summary>Sets a link up; it does not connect yet.</summary>
    public BrokerSession(MqttLinkOptions options)
    {
        _options = options;
        Link = new MqttLink(options);
        Link.StatusChanged += Note;
    }

    /// <summary>The link. Subscribe before <see cref="ConnectAsync"/>.</summary>
    public MqttLink Link { get; }

    /// <summary>Completes when the link has ended, which it does by itself only where it cannot be used.</summary>
    public Task Running => _running;

    /// <summary>Connects.</summary>
    /// <exception cref="ApplianceException">The broker is not there, or refuses.</exception>
    public async Task ConnectAsync(CancellationToken cancellation)
    {
        _running = Link.RunAsync(_stop.Token);
        Task first = await Task.WhenAny(_connected.Task, _running, Task.Delay(ConnectWithin, cancellation));
        cancellation.ThrowIfCancellationRequested();
        if (first != _connected.Task)
        {
            string reason = _running.Exception?.InnerException?.Message ?? Link.Status.Reason ?? "it does not answer";
            throw new ApplianceException($"No connection to the broker {_options.Host}:{_options.Port}: {reason}");
        }
    }

    /// <summary>Sends a message and requires that the broker takes it.</summary>
    /// <exception cref="ApplianceException">It refuses.</exception>
    public async Task SendAsync(MqttMessage message, CancellationToken cancellation)
    {
        MqttReasonCode answer = await Link.PublishAsync(message, cancellation);
        if (answer >= MqttReasonCode.UnspecifiedError)
        {
            throw new ApplianceException($"The broker refused a message on {message.Topic} with 0x{(int)answer:X2} {answer}. Check its access rules.");
        }
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        await _running.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        Link.StatusChanged -= Note;
        _stop.Dispose();
    }

    private void Note(object? sender, EventArgs nothing)
    {
        if (Link.Status.State == MqttLinkState.Connected)
        {
            _connected.TrySetResult();
        }
    }
}
