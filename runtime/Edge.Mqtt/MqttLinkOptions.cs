namespace Edge.Mqtt;

/// <summary>How a link reaches its broker and how patient it is.</summary>
public sealed record MqttLinkOptions
{
    /// <summary>
    /// Name or address of the broker. Of several addresses, the first in the resolver's order that can be routed to is used.
    /// </summary>
    public required string Host { get; init; }

    /// <summary>TCP port, 1 to 65535.</summary>
    public required int Port { get; init; }

    /// <summary>Client id, unique at the broker; two links with one id throw each other out (MQTT 5 §3.1.3.1). 1 to 256 characters.</summary>
    public required string ClientId { get; init; }

    /// <summary>
    /// How long the broker keeps the session, with what arrived for it, after the link is gone: whole seconds from 0 to 4,294,967,294 s
    /// (MQTT 5 §3.1.2.11.2). 0 starts clean each time, and nothing that is sent meanwhile arrives.
    /// </summary>
    public required TimeSpan SessionExpiry { get; init; }

    /// <summary>Longest silence before a ping; whole seconds from 5 s to 65,535 s; default 30 s. A broker may shorten it.</summary>
    public TimeSpan KeepAlive { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>What the broker publishes when the link is gone; null: nothing.</summary>
    public MqttWill? Will { get; init; }

    /// <summary>User name and password; null: none.</summary>
    public MqttCredentials? Credentials { get; init; }

    /// <summary>File that the user name and password are read from at each connection, see <see cref="MqttCredentials.Read"/>; null: <see cref="Credentials"/>.</summary>
    public string? CredentialsFile { get; init; }

    /// <summary>TLS; null: plain TCP.</summary>
    public MqttTls? Tls { get; init; }

    /// <summary>Messages on their way at once, at most; the broker's Receive Maximum lowers it. 1 to 1000; default 16.</summary>
    public int SendWindow { get; init; } = 16;

    /// <summary>Messages that wait for the window; a further <see cref="MqttLink.PublishAsync"/> waits for room. 1 to 100,000; default 256.</summary>
    public int QueueLimit { get; init; } = 256;

    /// <summary>Messages that the broker may have on their way to us at once (Receive Maximum, MQTT 5 §3.1.2.11.3). 1 to 65,535; default 32.</summary>
    public int ReceiveMaximum { get; init; } = 32;

    /// <summary>Largest packet the broker may send (MQTT 5 §3.1.2.11.4), in bytes. 1024 to 268,435,455; default 1 MiB.</summary>
    public int MaximumPacketBytes { get; init; } = 1 << 20;

    /// <summary>Longest wait from the attempt to the broker's CONNACK. 100 ms to 10 min; default 20 s.</summary>
    public TimeSpan ConnectTimeout { get; init; } = TimeSpan.FromSeconds(20);

    /// <summary>Longest wait for a PUBACK; then the connection counts as dead and is made again. 1 s to 1 h; default 60 s.</summary>
    public TimeSpan AckTimeout { get; init; } = TimeSpan.FromSeconds(60);

    /// <summary>Wait before the second attempt, doubled each time and shortened by chance to between half and all of it. 10 ms to 1 h; default 1 s.</summary>
    public TimeSpan FirstBackoff { get; init; } = TimeSpan.FromSeconds(1);

    /// <summary>Longest wait between attempts. From <see cref="FirstBackoff"/> to 1 h; default 60 s.</summary>
    public TimeSpan LongestBackoff { get; init; } = TimeSpan.FromSeconds(60);

    /// <summary>Why a file that the link needs cannot be used, in words; null when all can.</summary>
    internal string? FileTrouble()
    {
        try
        {
            foreach (string? file in new[] { Tls?.CaFile, Tls?.CertificateFile, Tls?.KeyFile })
            {
                if (file is not null)
                {
                    File.OpenHandle(file).Dispose();
                }
            }

            _ = CredentialsFile is { } login ? MqttCredentials.Read(login) : null;
            return null;
        }
        catch (Exception unreadable) when (unreadable is IOException or UnauthorizedAccessException or MqttException)
        {
            return $"{unreadable.Message} Put it there, readable for the service; it is looked for again by itself.";
        }
    }

    /// <summary>Every setting that is outside its range, in words; empty when all are good.</summary>
    internal IEnumerable<string> Problems()
    {
        yield return string.IsNullOrWhiteSpace(Host) ? "Host is empty." : "";
        yield return Within(Port, 1, 65535, nameof(Port));
        yield return Within(ClientId.Length, 1, 256, "length of ClientId");
        yield return Seconds(SessionExpiry, 0, uint.MaxValue - 1, nameof(SessionExpiry));
        yield return Seconds(KeepAlive, 5, ushort.MaxValue, nameof(KeepAlive));
        yield return Will is null ? "" : Seconds(Will.Delay, 0, uint.MaxValue, "Will.Delay");
        yield return Will is null ? "" : Within(Will.Message.Payload.Length, 0, ushort.MaxValue, "size of Will.Message");
        yield return Within(SendWindow, 1, 1000, nameof(SendWindow));
        yield return Within(QueueLimit, 1, 100_000, nameof(QueueLimit));
        yield return Within(ReceiveMaximum, 1, ushort.MaxValue, nameof(ReceiveMaximum));
        yield return Within(MaximumPacketBytes, 1024, 268_435_455, nameof(MaximumPacketBytes));
        yield return Within(ConnectTimeout.TotalSeconds, 0.1, 600, nameof(ConnectTimeout));
        yield return Within(AckTimeout.TotalSeconds, 1, 3600, nameof(AckTimeout));
        yield return Within(FirstBackoff.TotalSeconds, 0.01, 3600, nameof(FirstBackoff));
        yield return Within(LongestBackoff.TotalSeconds, FirstBackoff.TotalSeconds, 3600, nameof(LongestBackoff));
        yield return Tls is not null && Tls.CertificateFile is null != Tls.KeyFile is null ? "Tls names a certificate without its key, or a key without its certificate." : "";
    }

    private static string Seconds(TimeSpan value, double least, double most, string name) =>
        value.Ticks % TimeSpan.TicksPerSecond != 0 ? $"{name} is {value}; it must be whole seconds." : Within(value.TotalSeconds, least, most, name);

    private static string Within(double value, double least, double most, string name) =>
        value >= least && value <= most ? "" : FormattableString.Invariant($"{name} is {value}; it must be from {least} to {most}.");
}
