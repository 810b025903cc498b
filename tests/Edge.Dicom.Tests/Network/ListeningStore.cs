using System.Collections.Concurrent;
using System.Net;
using Edge.Dicom.Network;

namespace Edge.Dicom.Tests.Network;

/// <summary>A listener on a free loopback port with a store in memory.</summary>
public sealed class ListeningStore : IAsyncDisposable
{
    /// <summary>Long enough for a machine under load, short enough for a test that hangs.</summary>
    public static readonly TimeSpan Patience = TimeSpan.FromSeconds(20);

    private readonly SemaphoreSlim _reported = new(0);

    public ListeningStore(Func<DicomListenerOptions, DicomListenerOptions>? change = null)
    {
        var options = new DicomListenerOptions
        {
            Address = IPAddress.Loopback,
            Port = 0,
            Decide = _ => AssociationDecision.Accept,
            Receive = Store.Receive,
            Ended = OnEnded,
            ArtimTimeout = TimeSpan.FromSeconds(5),
            StallTimeout = TimeSpan.FromSeconds(5),
        };
        Listener = DicomListener.Start(change?.Invoke(options) ?? options, TimeProvider.System);
    }

    public MemoryStore Store { get; } = new();

    public DicomListener Listener { get; }

    public int Port => Listener.LocalEndPoint.Port;

    public ConcurrentQueue<AssociationReport> Reports { get; } = new();

    /// <summary>The next report of a connection's end.</summary>
    public async Task<AssociationReport> NextReportAsync()
    {
        Assert.True(await _reported.WaitAsync(Patience), "no connection ended in time");
        Assert.True(Reports.TryDequeue(out AssociationReport? report));
        return report;
    }

    public async ValueTask DisposeAsync()
    {
        await Listener.DisposeAsync();
        _reported.Dispose();
    }

    private void OnEnded(AssociationReport report)
    {
        Reports.Enqueue(report);
        _reported.Release();
    }
}
