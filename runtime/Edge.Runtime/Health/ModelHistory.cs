using Dapper;
using Edge.Contracts;
using Edge.Runtime.Engines;
using Edge.Runtime.Releases;
using Edge.Runtime.Store;

namespace Edge.Runtime.Health;

/// <summary>Counts what models did lately. The numbers are kept until something is committed, and made at most once in a few seconds.</summary>
internal sealed class ModelHistory(EdgeStore store, ModelStore models, EngineBoard engines, DeviceConfig config, TimeProvider time)
{
    private const int ResultsMax = 1000;
    private const int ScoresMax = 24;

    private static readonly double[] EdgesMs = [10, 20, 50, 100, 200, 500, 1000, 2000, 5000, 10_000, 30_000, 60_000];
    private static readonly TimeSpan Pace = TimeSpan.FromSeconds(5);

    private readonly Lock _lock = new();
    private IReadOnlyList<Run> _runs = [];
    private long _changes = -1;
    private long _madeAt;

    /// <summary>Every model of the store, and each that made one of the last results.</summary>
    public IReadOnlyList<ModelStatistics> List()
    {
        IReadOnlyList<ModelView> views = ModelEndpoints.Views(models, config.Inference, engines);
        ILookup<string, Run> runs = Latest().ToLookup(run => run.Model, StringComparer.Ordinal);
        IReadOnlyList<UpdateView> updates = UpdaterStatusFile.Latest(UpdaterStatusFile.Read(models.Directory));
        return
        [
            .. views.Select(view => view.Name).Union(runs.Select(group => group.Key), StringComparer.Ordinal).Order(StringComparer.Ordinal)
                .Select(name => Of(name, [.. runs[name]], views.FirstOrDefault(view => view.Name == name), updates.FirstOrDefault(update => update.Model == name))),
        ];
    }

    private static ModelStatistics Of(string name, IReadOnlyList<Run> runs, ModelView? view, UpdateView? update)
    {
        double[] took = [.. runs.Where(run => run.Document.Outcome == ResultOutcome.Completed).Select(run => run.Document.Timings.TotalMs).Order()];
        return new ModelStatistics(
            name,
            [.. runs.GroupBy(run => run.Version, StringComparer.Ordinal).Select(group => new ReleaseCount(group.Key, group.Count(), group.Max(run => run.At))).OrderByDescending(one => one.LastAt)],
            runs.Count,
            took.Length,
            runs.Count(run => run.Document.Outcome == ResultOutcome.NotApplicable),
            runs.Count(run => run.Document.Outcome == ResultOutcome.Failed),
            took.Length == 0 ? [] : [.. Bins(took)],
            took.Length == 0 ? null : took[took.Length / 2],
            took.Length == 0 ? null : took[Math.Min(took.Length - 1, took.Length * 95 / 100)],
            [.. Scores(runs)],
            view,
            update);
    }

    private static IEnumerable<LatencyBin> Bins(double[] took)
    {
        double from = double.NegativeInfinity;
        foreach (double to in EdgesMs)
        {
            yield return new LatencyBin(to, took.Count(ms => ms > from && ms <= to));
            from = to;
        }

        yield return new LatencyBin(null, took.Count(ms => ms > from));
    }

    private static IEnumerable<ScoreBins> Scores(IEnumerable<Run> runs) => runs
        .SelectMany(run => run.Document.Findings)
        .Where(finding => finding.Probability is not null)
        .GroupBy(finding => finding.Label, StringComparer.Ordinal)
        .Take(ScoresMax)
        .Select(group =>
        {
            int[] counts = new int[10];
            foreach (Finding finding in group)
            {
                counts[Math.Clamp((int)(finding.Probability!.Value * counts.Length), 0, counts.Length - 1)]++;
            }

            return new ScoreBins(group.Key, group.First().OperatingPoint, counts);
        });

    private IReadOnlyList<Run> Latest()
    {
        lock (_lock)
        {
            long changes = store.Changes;
            if (_changes >= 0 && (changes == _changes || time.GetElapsedTime(_madeAt) < Pace))
            {
                return _runs;
            }

            _runs = store.Read(connection => (IReadOnlyList<Run>)
            [
                .. connection.Query<(string Model, string Version, long At, string Document)>(
                    """
                    SELECT j.model, j.model_version, r.committed_at, r.document FROM results r JOIN jobs j ON j.id = r.job_id
                    ORDER BY r.committed_at DESC LIMIT @ResultsMax
                    """,
                    new { ResultsMax }).Select(row => StoredDocument.Read(row.Document, out _) is { } document
                        ? new Run(row.Model, row.Version, DateTimeOffset.FromUnixTimeMilliseconds(row.At), document)
                        : null).OfType<Run>(),
            ]);
            (_changes, _madeAt) = (changes, time.GetTimestamp());
            return _runs;
        }
    }

    private sealed record Run(string Model, string Version, DateTimeOffset At, ResultDocument Document);
}
