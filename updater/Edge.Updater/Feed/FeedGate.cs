namespace Edge.Updater.Feed;

/// <summary>One at a time uses the feed. A look for releases goes first: a download gives way to it, and goes on where it was.</summary>
internal sealed class FeedGate : IDisposable
{
    private readonly SemaphoreSlim _free = new(1, 1);
    private readonly Lock _guard = new();
    private int _waiting;
    private CancellationTokenSource? _download;

    /// <summary>Has the feed to itself while <paramref name="look"/> runs.</summary>
    public async Task LookAsync(Func<Task> look, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(look);
        lock (_guard)
        {
            // A download that begins from now on sees this, and one that is under way is told, on a thread of its own: it ends while we wait for it.
            _waiting++;
            _ = _download?.CancelAsync();
        }

        try
        {
            await _free.WaitAsync(cancellation);
        }
        finally
        {
            lock (_guard)
            {
                _waiting--;
            }
        }

        try
        {
            await look();
        }
        finally
        {
            _free.Release();
        }
    }

    /// <summary>Uses the feed until it is done or somebody looks.</summary>
    /// <returns>Null when it gave way.</returns>
    public async Task<T?> DownloadAsync<T>(Func<CancellationToken, Task<T>> download, CancellationToken cancellation)
        where T : class
    {
        ArgumentNullException.ThrowIfNull(download);
        await _free.WaitAsync(cancellation);
        using var act = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        try
        {
            return Begin(act) ? await download(act.Token) : null;
        }
        catch (OperationCanceledException) when (act.IsCancellationRequested && !cancellation.IsCancellationRequested)
        {
            return null;
        }
        finally
        {
            lock (_guard)
            {
                _download = null;
            }

            _free.Release();
        }
    }

    /// <inheritdoc/>
    public void Dispose() => _free.Dispose();

    private bool Begin(CancellationTokenSource act)
    {
        lock (_guard)
        {
            _download = _waiting == 0 ? act : null;
            return _download is not null;
        }
    }
}
