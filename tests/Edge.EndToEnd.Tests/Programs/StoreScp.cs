using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Sockets;

namespace Edge.EndToEnd.Tests;

/// <summary>DCMTK's storescp, writing data sets exactly as read.</summary>
internal sealed class StoreScp : IDisposable
{
    private static readonly TimeSpan StartInterval = TimeSpan.FromMilliseconds(50);
    private static readonly TimeSpan StartLimit = TimeSpan.FromSeconds(30);

    private readonly Process _process;

    private StoreScp(Process process, int port, string folder)
    {
        _process = process;
        Port = port;
        Folder = folder;
    }

    public int Port { get; }

    public string Folder { get; }

    /// <param name="folder">Where it writes.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <param name="tls">Speaks TLS and asks for certificates, as whom and believing whom; null: plain DICOM.</param>
    public static async Task<StoreScp> StartAsync(string folder, CancellationToken cancellationToken, TlsFiles? tls = null)
    {
        int port = FreePort();
        string number = port.ToString(CultureInfo.InvariantCulture);
        Process process = Tool.Start("storescp", "dcmtk", ["+B", "+xa", "-od", folder, .. tls?.DcmtkOptions ?? [], number]);
        var peer = new StoreScp(process, port, folder);
        process.StandardInput.Close();
        _ = process.StandardOutput.ReadToEndAsync(cancellationToken);
        _ = process.StandardError.ReadToEndAsync(cancellationToken);
        await Poll.UntilAsync(
            async () => (await Tool.RunAsync("echoscu", "dcmtk", [.. tls?.DcmtkOptions ?? [], "127.0.0.1", number], cancellationToken)).ExitCode == 0 ? null : "storescp does not answer",
            StartInterval,
            StartLimit,
            cancellationToken);
        return peer;
    }

    /// <summary>Starts it on a port and with options that may have it refuse what it is asked.</summary>
    public static async Task<StoreScp> StartAsync(string folder, int port, string[] options, CancellationToken cancellationToken)
    {
        Process process = Tool.Start("storescp", "dcmtk", ["+B", "-od", folder, .. options, port.ToString(CultureInfo.InvariantCulture)]);
        process.StandardInput.Close();
        _ = process.StandardOutput.ReadToEndAsync(cancellationToken);
        _ = process.StandardError.ReadToEndAsync(cancellationToken);
        await Poll.UntilAsync(() => Task.FromResult(Listens(port) ? null : "storescp does not listen"), StartInterval, StartLimit, cancellationToken);
        return new StoreScp(process, port, folder);
    }

    public void Dispose()
    {
        Tool.Kill(_process);
        _process.Dispose();
    }

    private static bool Listens(int port) => System.Net.NetworkInformation.IPGlobalProperties.GetIPGlobalProperties().GetActiveTcpListeners().Any(one => one.Port == port);

    private static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }
}
