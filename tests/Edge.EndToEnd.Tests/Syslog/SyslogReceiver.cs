using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Sockets;
using Edge.Mqtt.Tests;

namespace Edge.EndToEnd.Tests;

/// <summary>Debian's rsyslogd on a free loopback port: TLS, a client certificate wanted, and every message written down as rsyslogd has taken it apart.</summary>
internal sealed class SyslogReceiver : IDisposable
{
    private const string Package = "rsyslog-gnutls";

    private static readonly TimeSpan Interval = TimeSpan.FromMilliseconds(50);
    private static readonly TimeSpan StartLimit = TimeSpan.FromSeconds(30);

    private readonly string _folder;
    private readonly string _configuration;
    private Process? _process;

    /// <param name="folder">A folder of its own.</param>
    /// <param name="authority">Issues its certificate, and must have issued those of its clients.</param>
    public SyslogReceiver(string folder, TestAuthority authority)
    {
        _folder = folder;
        (string certificate, string key) = authority.Issue("syslog", IPAddress.Loopback);
        _configuration = Path.Combine(folder, "rsyslog.conf");
        File.WriteAllText(
            _configuration,
            $$"""
            global(workDirectory="{{folder}}" maxMessageSize="64k" DefaultNetstreamDriver="gtls" DefaultNetstreamDriverCAFile="{{authority.CaFile}}"
                   DefaultNetstreamDriverCertFile="{{certificate}}" DefaultNetstreamDriverKeyFile="{{key}}")
            module(load="imtcp" StreamDriver.Name="gtls" StreamDriver.Mode="1" StreamDriver.AuthMode="x509/certvalid")
            template(name="parts" type="string" string="%pri%|%protocol-version%|%app-name%|%msgid%|%structured-data%|%msg%\n")
            input(type="imtcp" address="127.0.0.1" port="{{Port.ToString(CultureInfo.InvariantCulture)}}")
            action(type="omfile" file="{{Log}}" template="parts")

            """);
    }

    /// <summary>Its port.</summary>
    public int Port { get; } = FreePort();

    private string Log => Path.Combine(_folder, "received.log");

    /// <summary>What it has taken, in the order of arrival: priority, version, application, message id, structured data, message.</summary>
    public IReadOnlyList<string[]> Received => File.Exists(Log) ? [.. File.ReadAllLines(Log).Select(line => line.Split('|', 6))] : [];

    /// <summary>Starts it, or starts it again.</summary>
    public async Task StartAsync(CancellationToken cancellationToken)
    {
        _process = Tool.Start("/usr/sbin/rsyslogd", Package, ["-n", "-f", _configuration, "-i", Path.Combine(_folder, "rsyslogd.pid")]);
        _process.StandardInput.Close();
        _ = _process.StandardOutput.ReadToEndAsync(cancellationToken);
        _ = _process.StandardError.ReadToEndAsync(cancellationToken);
        await Poll.UntilAsync(
            () => Task.FromResult(
                System.Net.NetworkInformation.IPGlobalProperties.GetIPGlobalProperties().GetActiveTcpListeners().Any(one => one.Port == Port) ? null : "rsyslogd does not listen"),
            Interval,
            StartLimit,
            cancellationToken);
    }

    /// <summary>SIGKILL.</summary>
    public void Kill()
    {
        Tool.Kill(_process!);
        _process!.Dispose();
        _process = null;
        File.Delete(Path.Combine(_folder, "rsyslogd.pid"));
    }

    public void Dispose()
    {
        if (_process is not null)
        {
            Kill();
        }
    }

    private static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }
}
