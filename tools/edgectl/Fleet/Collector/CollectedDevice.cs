using Edge.Contracts;
using Edge.Releases.Storage;

namespace Edge.Ctl.Fleet.Collector;

/// <summary>The collected streams of one device, and what is acknowledged to it.</summary>
internal sealed class CollectedDevice
{
    /// <summary>Streams that stay on the appliance until they are acknowledged.</summary>
    private static readonly string[] Acknowledged = ["results", "audit"];

    private static readonly TimeSpan AskAgainEvery = TimeSpan.FromSeconds(1);

    private readonly string _folder;
    private readonly Dictionary<string, StreamFile> _streams = new(StringComparer.Ordinal);
    private readonly string _run;
    private long _askedAt;
    private int _asked;

    private CollectedDevice(string folder, DeviceIdentity device, string run)
    {
        _folder = folder;
        _run = run;
        Topics = new DeviceTopics(device);
    }

    /// <summary>Its topics.</summary>
    public DeviceTopics Topics { get; }

    /// <summary>Streams that are collected.</summary>
    public static IReadOnlyList<string> StreamNames { get; } = ["results", "audit", "events", "metrics"];

    /// <summary>Opens what is kept of a device, or begins it.</summary>
    /// <param name="root">Directory of the collector.</param>
    /// <param name="site">Site, checked to be a name.</param>
    /// <param name="id">Device, checked to be a name.</param>
    /// <param name="run">What this run of the collector is known by.</param>
    /// <exception cref="IOException">The disk failed.</exception>
    public static CollectedDevice Open(string root, string site, string id, string run)
    {
        string folder = Path.Combine(root, site, id);
        Directory.CreateDirectory(folder);

        var device = new CollectedDevice(folder, new DeviceIdentity(site, id, ""), run);
        foreach (string stream in StreamNames)
        {
            device._streams.Add(stream, StreamFile.Open(Path.Combine(folder, $"{stream}.ndjson"), Acknowledged.Contains(stream)));
        }

        // Always: whoever made the names may have ended before they were synced, and what is in the files counts as kept from now on.
        DurableFile.SyncFolder(folder);
        DurableFile.SyncFolder(Path.Combine(root, site));
        DurableFile.SyncFolder(root);
        return device;
    }

    /// <summary>True where a message of a stream, whatever became of it, is answered by how far the collector is, once <see cref="Flush"/> has returned.</summary>
    public static bool IsAnswered(string stream) => Acknowledged.Contains(stream);

    /// <summary>Takes a message.</summary>
    public StreamVerdict Take(string stream, StreamMessage message, DateTimeOffset now, TimeProvider time)
    {
        StreamVerdict verdict = _streams[stream].Take(message, now);
        if (verdict == StreamVerdict.Early && (_asked == 0 || time.GetElapsedTime(_askedAt) >= AskAgainEvery))
        {
            (_askedAt, _asked) = (time.GetTimestamp(), _asked + 1);
        }

        return verdict;
    }

    /// <summary>The broker was lost meanwhile, and with it perhaps messages: the device is asked for what is not acknowledged.</summary>
    public void AskAgain() => _asked++;

    /// <summary>Writes what was taken; on return it survives loss of power.</summary>
    /// <returns>How many messages.</returns>
    /// <exception cref="IOException">The disk failed.</exception>
    public int Flush() => _streams.Values.Sum(stream => stream.Flush());

    /// <summary>How far the collector is.</summary>
    public StreamAck Ack() => new(
        StreamAck.CurrentSchemaVersion,
        $"{_run}-{_asked}",
        [.. Acknowledged.Where(name => _streams[name].Epoch is not null).Select(name => new AcknowledgedPosition(name, _streams[name].Epoch!, _streams[name].Last))]);

    /// <inheritdoc/>
    public override string ToString() => _folder;
}
