using System.Threading.Channels;
using Edge.Contracts;
using Edge.Runtime.Outbox;
using Edge.Runtime.Settings;

namespace Edge.Runtime.Tests.Settings;

public sealed class ArchiveWorkTests : IDisposable
{
    private static readonly PacsConfig First = new("first", "a.example", 104, "A", null, null);
    private static readonly PacsConfig Second = new("second", "b.example", 104, "B", null, null);

    private readonly TestAppliance _appliance = new();
    private readonly Channel<string> _told = Channel.CreateBounded<string>(100);
    private readonly CancellationTokenSource _stop = new();
    private readonly TaskCompletionSource _underWay = new();

    public void Dispose()
    {
        _stop.Dispose();
        _appliance.Dispose();
    }

    [Fact]
    public async Task Change_OfOneArchive_EndsItsWorkInItsTimeAndBeginsAnew_AndOthersGoOn()
    {
        RunningConfig config = Config(First, Second);
        Task running = new ArchiveWork(config, static _ => true, FollowedAsync, WorkAsync, TimeProvider.System).RunAsync(_stop.Token);
        Assert.Equal(["followed", "began first a.example", "began second b.example"], await TakeAsync(3));

        config.Take(config.Current with { Pacs = [First with { Host = "c.example" }, Second] }, "");
        Assert.Equal(["followed", "asked first a.example"], (await TakeAsync(2)).Order(StringComparer.Ordinal).Reverse());
        _underWay.SetResult();
        Assert.Equal(["ended first a.example", "began first c.example"], await TakeAsync(2));

        config.Take(config.Current with { Pacs = [First with { Host = "c.example" }] }, "");
        Assert.Equal(["asked second b.example", "ended second b.example", "followed"], (await TakeAsync(3)).Order(StringComparer.Ordinal));
        await _stop.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => running);
    }

    [Fact]
    public async Task Work_ThatFails_EndsAllWithItsFailure()
    {
        RunningConfig config = Config(First, Second);
        Task running = new ArchiveWork(
            config,
            static _ => true,
            FollowedAsync,
            async (pacs, _, stopping) =>
            {
                if (pacs.Name == "second")
                {
                    throw new InvalidOperationException("broken");
                }

                await Task.Delay(Timeout.Infinite, stopping);
            },
            TimeProvider.System).RunAsync(_stop.Token);
        Assert.Equal("broken", (await Assert.ThrowsAsync<InvalidOperationException>(() => running)).Message);
    }

    [Fact]
    public void Peers_ThatAChangeLeavesAsTheyWere_StayTheSame()
    {
        RunningConfig config = Config(First, Second);
        var peers = new PacsPeers(config, new PacsTable(_appliance.Store, TimeProvider.System), TimeProvider.System);
        PacsPeer second = peers.All[1];
        config.Take(config.Current with { Pacs = [First with { Port = 11112 }, Second with { }] }, "");
        Assert.Equal(11112, peers.All[0].Config.Port);
        Assert.Same(second, peers.All[1]);
    }

    private RunningConfig Config(params PacsConfig[] archives) => new(_appliance.Config with { Pacs = archives }, "");

    private Task FollowedAsync(CancellationToken stopping)
    {
        _told.Writer.TryWrite("followed");
        return Task.CompletedTask;
    }

    private async Task WorkAsync(PacsConfig pacs, CancellationToken retired, CancellationToken stopping)
    {
        _told.Writer.TryWrite($"began {pacs.Name} {pacs.Host}");
        using var either = CancellationTokenSource.CreateLinkedTokenSource(retired, stopping);
        await Task.Delay(Timeout.Infinite, either.Token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        stopping.ThrowIfCancellationRequested();
        _told.Writer.TryWrite($"asked {pacs.Name} {pacs.Host}");
        await _underWay.Task;
        _told.Writer.TryWrite($"ended {pacs.Name} {pacs.Host}");
    }

    private async Task<IReadOnlyList<string>> TakeAsync(int count)
    {
        var words = new List<string>();
        while (words.Count < count)
        {
            words.Add(await _told.Reader.ReadAsync(TestContext.Current.CancellationToken));
        }

        return words;
    }
}
