using System.Collections.Concurrent;

namespace Edge.Dicom.Network;

/// <summary>
/// The threads on which the handshakes of a listener do their arithmetic, so that it holds up neither the thread that meets connections nor associations.
/// A step never waits for a peer; a flood of handshakes delays other handshakes, and takes no more than these threads.
/// </summary>
internal sealed class HandshakeWorkers : IDisposable
{
    private const int MostThreads = 4;
    private const int StackBytes = 1024 * 1024;

    private readonly BlockingCollection<TlsChannel> _due;
    private readonly Thread[] _threads;

    /// <param name="maxDue">Connections that there can be at once; each is due at most once.</param>
    public HandshakeWorkers(int maxDue)
    {
        _due = new BlockingCollection<TlsChannel>(maxDue);
        _threads = [.. Enumerable.Range(1, Math.Clamp(Environment.ProcessorCount / 2, 1, MostThreads)).Select(number =>
            new Thread(Work, StackBytes) { IsBackground = true, Name = $"dicom-tls-{number}" })];
    }

    /// <summary>Begins to work.</summary>
    public void Start() => Array.ForEach(_threads, thread => thread.Start());

    /// <summary>Has the next step of a handshake taken.</summary>
    public void Add(TlsChannel channel) => _due.Add(channel);

    /// <summary>Finishes the steps that are due, and ends the threads.</summary>
    public void Dispose()
    {
        _due.CompleteAdding();
        foreach (Thread thread in _threads.Where(thread => thread.ThreadState != ThreadState.Unstarted))
        {
            thread.Join();
        }

        _due.Dispose();
    }

    private void Work()
    {
        foreach (TlsChannel channel in _due.GetConsumingEnumerable())
        {
            channel.Step();
        }
    }
}
