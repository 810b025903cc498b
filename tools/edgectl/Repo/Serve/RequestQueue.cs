using Edge.Mqtt;

namespace Edge.Ctl.Repo.Serve;

/// <summary>
/// Requests that wait, each device's apart: one after the other has its turn, so that nobody who asks too much or too often keeps the others from being answered.
/// Of one device the newest are kept, one is answered at a time, and no more bytes go to it than its rate allows; it asks again for what was dropped.
/// </summary>
/// <param name="time">Measures the rate.</param>
internal sealed class RequestQueue(TimeProvider time) : IDisposable
{
    /// <summary>Requests of one device that wait. An honest one has fewer: two windows of blocks, and the same once more.</summary>
    public const int RequestsMax = 4;

    /// <summary>Devices that have something waiting, or have had it in the last moments.</summary>
    public const int DevicesMax = 10_000;

    /// <summary>Bytes that go to one device in a second: 256 MiB.</summary>
    public const long RateMaxBytesPerSecond = 256 * 1024 * 1024;

    private const int WakesMax = 1024;

    private readonly Lock _guard = new();
    private readonly Dictionary<string, WaitingDevice> _devices = new(StringComparer.Ordinal);
    private readonly Queue<WaitingDevice> _turns = new();
    private readonly SemaphoreSlim _changed = new(0);
    private long _dropped;

    /// <summary>Requests that were dropped for newer ones, or for want of room.</summary>
    public long Dropped => Interlocked.Read(ref _dropped);

    /// <summary>Takes a request in. Returns at once.</summary>
    public void Add(MqttMessage request)
    {
        lock (_guard)
        {
            if (!_devices.TryGetValue(request.Topic, out WaitingDevice? device))
            {
                if (_devices.Count >= DevicesMax)
                {
                    ForgetIdle();
                }

                if (_devices.Count >= DevicesMax)
                {
                    _dropped++;
                    return;
                }

                device = new WaitingDevice();
                _devices.Add(request.Topic, device);
            }

            if (device.Requests.Count == RequestsMax)
            {
                device.Requests.Dequeue();
                _dropped++;
            }

            device.Requests.Enqueue(request);
            Line(device);
        }
    }

    /// <summary>Waits for a request whose turn it is. The device's next one comes after <see cref="Done"/>.</summary>
    public async Task<MqttMessage> TakeAsync(CancellationToken cancellation)
    {
        while (true)
        {
            TimeSpan? wait;
            lock (_guard)
            {
                if (Next(out wait) is { } device)
                {
                    device.IsAnswered = true;
                    return device.Requests.Dequeue();
                }
            }

            await WaitAsync(wait, cancellation);
        }
    }

    /// <summary>A request was answered.</summary>
    /// <param name="request">What <see cref="TakeAsync"/> gave.</param>
    /// <param name="sentBytes">Bytes of the answer.</param>
    public void Done(MqttMessage request, long sentBytes)
    {
        lock (_guard)
        {
            WaitingDevice device = _devices[request.Topic];
            device.IsAnswered = false;
            device.NotBefore = time.GetTimestamp() + (long)(sentBytes / (double)RateMaxBytesPerSecond * time.TimestampFrequency);
            Line(device);
        }
    }

    /// <inheritdoc/>
    public void Dispose() => _changed.Dispose();

    /// <summary>The next device that may be answered, and takes it out of the line.</summary>
    private WaitingDevice? Next(out TimeSpan? wait)
    {
        wait = null;
        long now = time.GetTimestamp();
        for (int left = _turns.Count; left > 0; left--)
        {
            WaitingDevice device = _turns.Dequeue();
            if (device.NotBefore <= now)
            {
                device.IsInLine = false;
                return device;
            }

            TimeSpan until = time.GetElapsedTime(now, device.NotBefore);
            wait = wait < until ? wait : until;
            _turns.Enqueue(device);
        }

        return null;
    }

    private void Line(WaitingDevice device)
    {
        if (device is { IsInLine: false, IsAnswered: false, Requests.Count: > 0 })
        {
            device.IsInLine = true;
            _turns.Enqueue(device);
            if (_changed.CurrentCount < WakesMax)
            {
                _changed.Release();
            }
        }
    }

    private void ForgetIdle()
    {
        long now = time.GetTimestamp();
        foreach ((string topic, WaitingDevice device) in _devices)
        {
            if (device is { IsInLine: false, IsAnswered: false } && device.NotBefore <= now)
            {
                _devices.Remove(topic);
            }
        }
    }

    private async Task WaitAsync(TimeSpan? wait, CancellationToken cancellation)
    {
        using var late = new CancellationTokenSource(wait ?? Timeout.InfiniteTimeSpan, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(late.Token, cancellation);
        try
        {
            await _changed.WaitAsync(either.Token);
        }
        catch (OperationCanceledException) when (!cancellation.IsCancellationRequested)
        {
            // The rate of one allows the next.
        }
    }

    private sealed class WaitingDevice
    {
        public Queue<MqttMessage> Requests { get; } = new();

        public long NotBefore { get; set; }

        public bool IsInLine { get; set; }

        public bool IsAnswered { get; set; }
    }
}
