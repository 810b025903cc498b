using System.Text.Json;
using System.Threading.Channels;
using Edge.Contracts;
using Edge.Mqtt;

namespace Edge.Ctl.Fleet.Collector;

/// <summary>
/// The receiver of central operations: 1. takes what the devices send, 2. writes it to files and syncs them, 3. acknowledges. A message is acknowledged only once it
/// survives loss of power here; one that was lost on the way is asked for again.
/// </summary>
/// <param name="link">The link to the broker.</param>
/// <param name="root">Directory of the files.</param>
/// <param name="time">The clock.</param>
/// <param name="output">Told what operators have to see to.</param>
internal sealed class FleetCollector(MqttLink link, string root, TimeProvider time, TextWriter output) : IDisposable
{
    private const int QueueLimit = 20_000;
    private const int BatchLimit = 2_000;
    private const int AcksAtOnce = 64;
    private const string TopicStart = "edge/v1/";

    private readonly Channel<MqttMessage?> _received = Channel.CreateBounded<MqttMessage?>(new BoundedChannelOptions(QueueLimit) { SingleReader = true });
    private readonly Dictionary<(string Site, string Id), CollectedDevice> _devices = [];
    private readonly Dictionary<CollectedDevice, StreamAck> _owed = [];
    private readonly Lock _owing = new();
    private readonly SemaphoreSlim _hasOwed = new(0, 1);
    private readonly string _run = Guid.NewGuid().ToString("N")[..8];
    private readonly HashSet<MqttReasonCode> _refusals = [];
    private long _connects;
    private long _dropped;

    /// <summary>Messages written.</summary>
    public long Written { get; private set; }

    /// <summary>Devices that have sent something, ever.</summary>
    public long Devices => _devices.Count;

    /// <summary>Messages that were no messages of a stream.</summary>
    public long Malformed { get; private set; }

    /// <summary>Messages that found the queue full: those of results and audit come again.</summary>
    public long Dropped => Interlocked.Read(ref _dropped);

    /// <summary>Asks for everything that the devices send. Call it before the link runs, so that nothing that waits in the broker's session is missed.</summary>
    public IReadOnlyList<Task<MqttReasonCode>> Subscribe(CancellationToken cancellationToken)
    {
        link.StatusChanged += NoteConnection;
        return [.. CollectedDevice.StreamNames.Select(stream => link.SubscribeAsync($"{TopicStart}+/+/{stream}", Receive, cancellationToken))];
    }

    /// <summary>Collects until cancelled.</summary>
    /// <exception cref="IOException">The disk failed: nothing of what was not written is acknowledged.</exception>
    /// <exception cref="UnauthorizedAccessException">The same: a file or folder may not be written.</exception>
    public async Task RunAsync(CancellationToken cancellationToken)
    {
        OpenKnown();
        using var together = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        Task[] both = [CollectAsync(together.Token), AcknowledgeAsync(together.Token)];
        Task ended = await Task.WhenAny(both);
        await together.CancelAsync();
        await Task.WhenAll(both).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        await ended;
    }

    private async Task CollectAsync(CancellationToken cancellationToken)
    {
        while (await _received.Reader.WaitToReadAsync(cancellationToken))
        {
            CollectBatch();
        }
    }

    // Dropped where the queue is full: what must not be lost is asked for again, because one before it is missing.
    private void Receive(MqttMessage message)
    {
        if (!_received.Writer.TryWrite(message))
        {
            Interlocked.Increment(ref _dropped);
        }
    }

    private void NoteConnection(object? sender, EventArgs nothing)
    {
        MqttLinkStatus status = link.Status;
        if (status.State == MqttLinkState.Connected && Interlocked.Exchange(ref _connects, status.Connects) != status.Connects)
        {
            _received.Writer.TryWrite(null);
        }
    }

    /// <inheritdoc/>
    public void Dispose() => _hasOwed.Dispose();

    private void OpenKnown()
    {
        Directory.CreateDirectory(root);
        foreach (string site in Directory.GetDirectories(root))
        {
            foreach (string device in Directory.GetDirectories(site))
            {
                Device(Path.GetFileName(site), Path.GetFileName(device));
            }
        }
    }

    private void CollectBatch()
    {
        var touched = new HashSet<CollectedDevice>();
        var told = new HashSet<CollectedDevice>();
        for (int count = 0; count < BatchLimit && _received.Reader.TryRead(out MqttMessage? message); count++)
        {
            if (message is null)
            {
                foreach (CollectedDevice device in _devices.Values)
                {
                    device.AskAgain();
                    told.Add(device);
                }
            }
            else if (Read(message) is { } taken)
            {
                touched.Add(taken.Device);
                if (taken.Device.Take(taken.Stream, taken.Message, time.GetUtcNow(), time) == StreamVerdict.Refused)
                {
                    Malformed++;
                }
                else if (CollectedDevice.IsAnswered(taken.Stream))
                {
                    told.Add(taken.Device);
                }
            }
            else
            {
                Malformed++;
            }
        }

        foreach (CollectedDevice device in touched)
        {
            Written += device.Flush();
        }

        lock (_owing)
        {
            foreach (CollectedDevice device in told)
            {
                _owed[device] = device.Ack();
            }

            if (_owed.Count > 0 && _hasOwed.CurrentCount == 0)
            {
                _hasOwed.Release();
            }
        }
    }

    private (CollectedDevice Device, string Stream, StreamMessage Message)? Read(MqttMessage message)
    {
        string[] levels = message.Topic.Split('/');
        if (levels is not ["edge", "v1", var site, var id, var stream] || !IsName(site) || !IsName(id))
        {
            return null;
        }

        try
        {
            return JsonSerializer.Deserialize(message.Payload.Span, EdgeJson.Default.StreamMessage) is { } read ? (Device(site, id), stream, read) : null;
        }
        catch (JsonException)
        {
            return null;
        }
    }

    /// <summary>Names become folders: they must be what a configuration may hold.</summary>
    private static bool IsName(string name) => name.Length is > 0 and <= 64 && name.All(c => char.IsAsciiLetterOrDigit(c) || c is '-' or '_');

    private CollectedDevice Device(string site, string id)
    {
        if (!_devices.TryGetValue((site, id), out CollectedDevice? device))
        {
            device = CollectedDevice.Open(root, site, id, _run);
            _devices.Add((site, id), device);
        }

        return device;
    }

    private async Task AcknowledgeAsync(CancellationToken cancellationToken)
    {
        while (true)
        {
            await _hasOwed.WaitAsync(cancellationToken);
            KeyValuePair<CollectedDevice, StreamAck>[] owed;
            lock (_owing)
            {
                owed = [.. _owed];
                _owed.Clear();
            }

            foreach (KeyValuePair<CollectedDevice, StreamAck>[] some in owed.Chunk(AcksAtOnce))
            {
                await Task.WhenAll(some.Select(one => SendAsync(one.Key.Topics.Ack, one.Value, cancellationToken)));
            }
        }
    }

    private async Task SendAsync(string topic, StreamAck ack, CancellationToken cancellationToken)
    {
        MqttReasonCode answer = await link.PublishAsync(new MqttMessage(topic, JsonSerializer.SerializeToUtf8Bytes(ack, EdgeJson.Default.StreamAck), Retain: true), cancellationToken);
        bool isNew = false;
        if (answer >= MqttReasonCode.UnspecifiedError)
        {
            lock (_refusals)
            {
                isNew = _refusals.Add(answer);
            }
        }

        if (isNew)
        {
            await output.WriteLineAsync(
                $"The broker refuses acknowledgements, on {topic} for one, with 0x{(int)answer:X2} {answer}. Appliances send everything again until that is right: check its access rules.");
        }
    }
}
