using System.Diagnostics.CodeAnalysis;
using System.Text.Json;
using Edge.Contracts;
using Edge.Runtime.Store;

namespace Edge.Runtime.Settings;

/// <summary>
/// Keeps a piece of work running for each archive of the configuration, and follows its changes: where an archive was changed or removed, its work is asked to end with what it
/// has under way, and begins anew once it has. The work of other archives notices nothing.
/// </summary>
/// <param name="config">The configuration.</param>
/// <param name="isWanted">Says which archives have work.</param>
/// <param name="followed">Called before any work begins, and after each change.</param>
/// <param name="work">The work of an archive: until the first token asks it to end in its own time, or the second at once.</param>
/// <param name="time">The clock.</param>
internal sealed class ArchiveWork(
    RunningConfig config, Func<PacsConfig, bool> isWanted, Func<CancellationToken, Task> followed, Func<PacsConfig, CancellationToken, CancellationToken, Task> work, TimeProvider time)
{
    /// <summary>How often it looks by itself.</summary>
    public static readonly TimeSpan LongestWait = TimeSpan.FromMinutes(1);

    private readonly Dictionary<string, Running> _running = new(StringComparer.Ordinal);

    /// <summary>True for archives that are configured alike.</summary>
    public static bool IsSame(PacsConfig one, PacsConfig other) =>
        JsonSerializer.Serialize(one, EdgeJson.Default.PacsConfig) == JsonSerializer.Serialize(other, EdgeJson.Default.PacsConfig);

    /// <summary>Runs until told to stop, then waits for all work to end.</summary>
    /// <exception cref="OperationCanceledException">It was told to stop.</exception>
    public async Task RunAsync(CancellationToken stoppingToken)
    {
        StageWaiter changed = config.Changed.Join();
        using var ending = CancellationTokenSource.CreateLinkedTokenSource(stoppingToken);
        try
        {
            await followed(stoppingToken);
            Task waiting = changed.WaitAsync(LongestWait, time, stoppingToken);
            while (true)
            {
                Follow(ending.Token);
                await Task.WhenAny(_running.Values.Select(running => running.Ended).Append(waiting));
                foreach ((string name, Running ended) in _running.Where(running => running.Value.Ended.IsCompleted).ToArray())
                {
                    _running.Remove(name);
                    ended.Retire.Dispose();
                    await ended.Ended;
                }

                if (waiting.IsCompleted)
                {
                    await waiting;
                    await followed(stoppingToken);
                    waiting = changed.WaitAsync(LongestWait, time, stoppingToken);
                }
            }
        }
        finally
        {
            // Where one work failed, the others end too.
            await ending.CancelAsync();
            await Task.WhenAll(_running.Values.Select(running => running.Ended)).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            foreach (Running running in _running.Values)
            {
                running.Retire.Dispose();
            }
        }
    }

    [SuppressMessage("Reliability", "CA2000", Justification = "What runs owns it until it has ended.")]
    private void Follow(CancellationToken ending)
    {
        PacsConfig[] wanted = [.. config.Current.Pacs.Where(isWanted)];
        foreach (Running outdated in _running.Values.Where(running => !Array.Exists(wanted, pacs => IsSame(pacs, running.Pacs))))
        {
            outdated.Retire.Cancel();
        }

        foreach (PacsConfig pacs in wanted.Where(pacs => !_running.ContainsKey(pacs.Name)))
        {
            var retire = new CancellationTokenSource();
            _running[pacs.Name] = new Running(pacs, retire, work(pacs, retire.Token, ending));
        }
    }

    private sealed record Running(PacsConfig Pacs, CancellationTokenSource Retire, Task Ended);
}
