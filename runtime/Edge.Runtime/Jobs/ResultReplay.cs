using System.Text.Json;
using Edge.Contracts;
using Edge.Runtime.Releases;
using Edge.Runtime.Results;
using Edge.Runtime.Store;

namespace Edge.Runtime.Jobs;

/// <summary>
/// Runs a committed result again from its stored inputs and compares: 1. what it was made from is looked up, 2. the same job runs once more, in a process of its
/// own of the lowest priority, while no job is due, 3. what that made is held against what was committed, and removed. It commits nothing and sends nothing.
/// </summary>
internal sealed partial class ResultReplay(
    EdgeStore store,
    DataDirectory data,
    ResultQueries results,
    ResultFiles files,
    ModelStore models,
    RepeatedJob job,
    ReplayTurn turn,
    ILogger<ResultReplay> log) : IDisposable
{
    private const int TurnsMax = 5;

    private readonly SemaphoreSlim _one = new(1);

    /// <summary>Runs a result again; one at a time.</summary>
    /// <param name="resultId">The result.</param>
    /// <param name="stopping">The operator gave up, or the runtime is stopping.</param>
    public async Task<ReplayReport> RunAsync(string resultId, CancellationToken stopping)
    {
        if (!await _one.WaitAsync(TimeSpan.Zero, stopping))
        {
            return ReplayReport.Impossible(resultId, "Another result is being run again. Wait until that has ended, then try again.");
        }

        try
        {
            ReplayReport report = await RunAloneAsync(resultId, stopping);
            LogReplayed(resultId, report.Verdict, report.Differences.Count);
            return report;
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException or InvalidDataException)
        {
            return ReplayReport.Impossible(resultId, $"The disk did not take or give what it needs: {exception.Message} Check the disk, then try again.");
        }
        finally
        {
            Clear();
            _one.Release();
        }
    }

    /// <inheritdoc/>
    public void Dispose() => _one.Dispose();

    private async Task<ReplayReport> RunAloneAsync(string resultId, CancellationToken stopping)
    {
        // 1.
        if (results.Find(resultId) is not { } json || ReplaySource.Find(store, data, resultId) is not { } source)
        {
            return ReplayReport.Impossible(resultId, $"There is no result {resultId}. edgectl result list shows what there is.");
        }

        ResultDocument committed = JsonSerializer.Deserialize(json, EdgeJson.Default.ResultDocument)!;
        if (ReleaseOf(committed.Lineage.Model, out string? gone) is not { } release)
        {
            return ReplayReport.Impossible(resultId, gone!);
        }

        if (await source.WhyNotAsync(committed.Lineage.Inputs, stopping) is { } why)
        {
            return ReplayReport.Impossible(resultId, why);
        }

        // 2.
        for (int turns = 0; turns < TurnsMax && await turn.WaitAsync(stopping); turns++)
        {
            if (await turn.RunAsync(token => RunOnceAsync(committed, source, release, token), stopping) is { } report)
            {
                return report;
            }

            Clear();
        }

        return ReplayReport.Impossible(resultId, "Jobs had to run all the time, and they go first. Try again when fewer studies come.");
    }

    private async Task<ReplayReport> RunOnceAsync(ResultDocument committed, ReplaySource source, ModelRelease release, CancellationToken stopping)
    {
        string resultId = committed.ResultId;
        Clear();
        Directory.CreateDirectory(data.Replay);
        RunJobMessage message = job.Message(committed, source, release, data.Replay) with
        {
            Replaces = ReplacedResults.Of(Earlier(committed)),
            RejectReplaced = committed.Objects.Any(each => each.Kind == ResultObjectKind.RejectionNote),
        };
        if (await job.RunAsync(message, stopping) is not { } end)
        {
            return ReplayReport.Impossible(resultId, "The inference process did not start. Look at the appliance's log for the reason, then try again.");
        }

        if (end.Kind is not (JobRunEndKind.Finished or JobRunEndKind.FinishedForNow))
        {
            return ReplayReport.Impossible(
                resultId, $"The inference process {end.Reason}. Try again; when that goes on, report it with the model's name and version.");
        }

        // 3.
        ResultDocument again = ResultFiles.ReadScratch(data.Replay, resultId);
        return new ReplayComparison(release.Manifest.Engine.Tolerance).Compare((committed, files.PathOf(resultId)), (again, data.Replay));
    }

    private ModelRelease? ReleaseOf(ModelIdentity model, out string? gone)
    {
        ModelState state = models.Release(model.Name, model.Version);
        gone = state.Release is null
            ? $"Its model {model.Name} {model.Version} cannot run: {state.Problem}. Install that very release again, then try again."
            : state.Release.Digest != model.Digest
                ? $"The model store holds another {model.Name} {model.Version} than it was made with. Install the release with digest {model.Digest}, then try again."
                : null;
        return gone is null ? state.Release : null;
    }

    /// <summary>The results that it came after, the latest first, each as the later one names it.</summary>
    private IEnumerable<ResultDocument> Earlier(ResultDocument committed)
    {
        ResultDocument later = committed;
        for (int step = 1; step < committed.Lineage.Unit.Revision && later.Lineage.Runtime.ReplacesResultId is { } id && results.Find(id) is { } document; step++)
        {
            later = JsonSerializer.Deserialize(document, EdgeJson.Default.ResultDocument)!;
            yield return later;
        }
    }

    private void Clear()
    {
        try
        {
            if (Directory.Exists(data.Replay))
            {
                Directory.Delete(data.Replay, recursive: true);
            }
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            LogLeft(exception);
        }
    }

    [LoggerMessage(3070, LogLevel.Information, "Ran result {ResultId} again: {Verdict}, {Differences} differences")]
    private partial void LogReplayed(string resultId, ReplayVerdict verdict, int differences);

    [LoggerMessage(3071, LogLevel.Warning, "What running a result again left could not be removed; trying again at the next")]
    private partial void LogLeft(Exception exception);
}
