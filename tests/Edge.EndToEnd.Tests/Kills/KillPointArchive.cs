using System.Globalization;

namespace Edge.EndToEnd.Tests;

/// <summary>One Orthanc for all of them, which commits what it is asked for.</summary>
public sealed class KillPointArchive : IAsyncLifetime
{
    private readonly TemporaryFolder _folder = new();
    private readonly int _port = OrthancServer.FreePort();
    private readonly int _edgePort = OrthancServer.FreePort();

    internal OrthancServer Server { get; private set; } = null!;

    internal string[] Settings =>
    [
        "dicom.aeTitle=EDGE", string.Create(CultureInfo.InvariantCulture, $"dicom.listeners.0.port={_edgePort}"), Archives.Setting(("orthanc", _port, true)),
    ];

    public async ValueTask InitializeAsync() =>
        Server = await OrthancServer.StartAsync(_folder.Sub("orthanc"), "ORTHANC", _port, "EDGE", _edgePort, CancellationToken.None);

    public ValueTask DisposeAsync()
    {
        Server.Dispose();
        _folder.Dispose();
        return ValueTask.CompletedTask;
    }
}
