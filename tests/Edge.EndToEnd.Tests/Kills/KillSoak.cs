using System.Diagnostics;
using Edge.Contracts;

namespace Edge.EndToEnd.Tests;

/// <summary>
/// Kills the runtime with SIGKILL at random moments while four senders send, and holds it to its word: (1) every object that was answered
/// Success is there, whole, after the restart; (2) nothing in the inbox is anything but a whole object that was sent; (3) senders that send
/// everything again are answered Success; (4) in the end all work finishes, and no job has two results.
/// </summary>
internal sealed class KillSoak(string folder, int seed, Action<string> report) : IAsyncDisposable
{
    /// <summary>Two of three kills come while objects arrive; the third comes by the clock, when jobs run.</summary>
    private const int ClockKillEvery = 3;
    private const int LatestKillMs = 4000;
    private const int LatestKillAfterCountMs = 30;
    private const int LatestStartKillMs = 1200;
    private const int StartKillEvery = 8;

    private static readonly TimeSpan CountInterval = TimeSpan.FromMilliseconds(5);
    private static readonly TimeSpan SendLimit = TimeSpan.FromMinutes(1);

    private static readonly string[] Overrides = ["studies.quietSeconds=1"];

    private readonly Random _random = new(seed);
    private readonly string _data = Path.Combine(folder, "data");
    private readonly StoredObjects _stored = new(new DataDirectory(Path.Combine(folder, "data")));
    private readonly HashSet<string> _sent = [];
    private readonly HashSet<string> _promised = [];
    private readonly List<string> _studies = [];
    private Appliance? _appliance;
    private int _acknowledgedBeforeKill;
    private int _interrupted;

    public async Task RunAsync(int runs, TimeSpan workLimit, CancellationToken cancellationToken)
    {
        var clock = Stopwatch.StartNew();
        string files = Directory.CreateDirectory(Path.Combine(folder, "files")).FullName;
        _appliance = await Appliance.StartAsync(_data, Overrides, cancellationToken);
        for (int run = 1; run <= runs; run++)
        {
            Load load = Load.Make(files);
            _sent.UnionWith(load.DigestOf.Values);
            _studies.AddRange(load.StudyUids);
            string moment = await SendAndKillAsync(run, load, cancellationToken);
            await RestartAsync(run, cancellationToken);
            Check($"run {run}, killed after {moment}");
            await SendAgainAsync(load, cancellationToken);
            load.Delete();
            report($"run {run} of {runs}: killed after {moment}, {_promised.Count} objects promised, {clock.Elapsed.TotalSeconds:F0} s");
        }

        Check("after the last run");
        Assert.True(_promised.SetEquals(_stored.DigestsReadAgain()), "The inbox does not hold exactly what was sent.");
        await Work.FinishesAsync(_appliance, _studies, workLimit, cancellationToken);
        int results = await Work.HasOneResultForEachJobAsync(_appliance, _studies, cancellationToken);
        report($"{runs} kills in {clock.Elapsed.TotalSeconds:F0} s: {_promised.Count} objects, {_acknowledgedBeforeKill} of them answered before a kill that interrupted {_interrupted} associations, none lost, none half; {results} results, one for each job");
    }

    public async ValueTask DisposeAsync()
    {
        if (_appliance is not null)
        {
            await _appliance.DisposeAsync();
        }
    }

    private async Task<string> SendAndKillAsync(int run, Load load, CancellationToken cancellationToken)
    {
        Scanner[] scanners = [.. load.Senders.Select((paths, index) => Scanner.Start(_appliance!.DicomPort, $"SOAK{index}", paths))];
        try
        {
            string moment = await RandomMomentAsync(run, load, scanners, cancellationToken);
            Assert.False(_appliance!.HasExited, $"The runtime ended by itself. The end of its log:\n{_appliance.LogTail()}");
            _appliance.Kill();
            foreach ((int index, Scanner scanner) in scanners.Index())
            {
                IReadOnlySet<string> acknowledged = await scanner.AcknowledgedAsync(cancellationToken);
                _acknowledgedBeforeKill += acknowledged.Count;
                _interrupted += acknowledged.Count < load.Senders[index].Count ? 1 : 0;
                _promised.UnionWith(acknowledged.Select(path => load.DigestOf[path]));
            }

            return moment;
        }
        finally
        {
            Array.ForEach(scanners, scanner => scanner.Dispose());
        }
    }

    private async Task<string> RandomMomentAsync(int run, Load load, Scanner[] scanners, CancellationToken cancellationToken)
    {
        if (run % ClockKillEvery == 0)
        {
            int delayMs = _random.Next(LatestKillMs);
            await Task.Delay(delayMs, cancellationToken);
            return $"{delayMs} ms";
        }

        int count = _random.Next(load.DigestOf.Count);
        await Poll.UntilAsync(
            () => Task.FromResult(scanners.Sum(scanner => scanner.AcknowledgedCount) >= count ? null : "senders wait for answers"), CountInterval, SendLimit, cancellationToken);
        int furtherMs = _random.Next(LatestKillAfterCountMs);
        await Task.Delay(furtherMs, cancellationToken);
        return $"{count} answers and {furtherMs} ms";
    }

    /// <summary>Starts it again; every so often it is killed once more while it starts, since recovery must survive that too.</summary>
    private async Task RestartAsync(int run, CancellationToken cancellationToken)
    {
        await _appliance!.DisposeAsync();
        if (run % StartKillEvery == 0)
        {
            await using Appliance starting = Appliance.Launch(_data, Overrides);
            await Task.Delay(_random.Next(LatestStartKillMs), cancellationToken);
        }

        _appliance = await Appliance.StartAsync(_data, Overrides, cancellationToken);
    }

    private void Check(string when)
    {
        IReadOnlySet<string> stored = _stored.Digests();
        int lost = _promised.Count(digest => !stored.Contains(digest));
        int foreign = stored.Count(digest => !_sent.Contains(digest));
        Assert.True(lost == 0, $"{when}: {lost} objects that were answered Success are gone.");
        Assert.True(foreign == 0, $"{when}: {foreign} files in the inbox are no whole object that was sent.");
    }

    private async Task SendAgainAsync(Load load, CancellationToken cancellationToken)
    {
        foreach ((int index, IReadOnlyList<string> paths) in load.Senders.Index())
        {
            using var scanner = Scanner.Start(_appliance!.DicomPort, $"SOAK{index}", paths);
            IReadOnlySet<string> acknowledged = await scanner.AcknowledgedAsync(cancellationToken);
            Assert.True(acknowledged.Count == paths.Count, $"Sent again, {acknowledged.Count} of {paths.Count} were answered Success. The end of the log:\n{_appliance.LogTail()}");
            _promised.UnionWith(load.DigestOf.Where(entry => acknowledged.Contains(entry.Key)).Select(entry => entry.Value));
        }
    }
}
