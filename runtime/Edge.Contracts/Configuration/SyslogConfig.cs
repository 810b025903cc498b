namespace Edge.Contracts;

/// <summary>A server that every entry of the audit log is sent to, as a syslog message over TLS (RFC 5424, RFC 5425; PS3.15 A.6).</summary>
/// <param name="Host">Name or address; what its certificate must be for, where <see cref="PacsTlsConfig.ServerName"/> says nothing else.</param>
/// <param name="Port">TCP port; null, or left out: 6514.</param>
/// <param name="Tls">Whom to believe and what to show; null, or left out: the authorities that the system trusts, and no certificate of our own.</param>
public sealed record SyslogConfig(string Host, int? Port = null, PacsTlsConfig? Tls = null)
{
    /// <summary>The port of syslog over TLS (RFC 5425 4.1).</summary>
    public const int DefaultPort = 6514;

    /// <summary>The same with absolute paths.</summary>
    internal SyslogConfig Absolute(string directory) => this with { Tls = Tls?.Absolute(directory) };
}
