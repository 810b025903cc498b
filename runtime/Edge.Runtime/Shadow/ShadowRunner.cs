using Edge.Contracts;
using Edge.Runtime.Jobs;
using Edge.Runtime.Releases;
using Edge.Runtime.Results;
using Edge.Runtime.Store;

namespace Edge.Runtime.Shadow;

/// <summary>
/// Holds a release against the one that serves, for the update agent, one study at a time: 1. both are there and work on the same units, 2. the next study that the active one has read, its
/// files as they were, 3. there is room in memory and on disk, 4. no job is due, 5. the release reads it at the lowest priority, and gives way to every job, 6. the two results are compared, and
/// what the release wrote is removed. It commits nothing and sends nothing.
/// </summary>
internal sealed partial class ShadowRunner(
    EdgeStore store, DataDirectory data, ResultFiles files, ModelStore models, RepeatedJob job, ReplayTurn turn, SpareMemory memory, ILogger<ShadowRunner> log) : IDisposable
{
    /// <summary>Free space below which nothing is compared, in bytes: 1 GiB.</summary>
    public const long LeastFreeBytes = 1L << 30;

    private const int TurnsMax = 5;
    private const long BytesPerMiB = 1024 * 1024;

    private readonly SemaphoreSlim _one = new(1, 1);

    /// <summary>Compares one study.</summary>
    /// <param name="model">Model name.</param>
    /// <param name="version">The release in the store that does not serve.</param>
    /// <param name="since">When the result before was committed, or from when on studies count; Unix milliseconds.</param>
    /// <param name="after">The result before; empty for none.</param>
    /// <param name="stopping">Whoever asked has gone, or the runtime stops.</param>
    public async Task<ShadowReport> RunAsync(string model, string version, long since, string after, CancellationToken stopping)
    {
        await _one.WaitAsync(stopping);
        try
        {
            return await RunAloneAsync(model, version, since, after, stopping);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            return new ShadowReport(ShadowOutcome.Waits, $"The disk did not take or give what it needs: {exception.Message}", null);
        }
        finally
        {
            Clear();
            _one.Release();
        }
    }

    /// <inheritdoc/>
    public void Dispose() => _one.Dispose();

    private async Task<ShadowReport> RunAloneAsync(string model, string version, long since, string after, CancellationToken stopping)
    {
        // 1.
        ModelState state = models.Release(model, version);
        if (state.Release is not { } release)
        {
            return new ShadowReport(ShadowOutcome.Impossible, $"It cannot serve: {state.Problem}.", null);
        }

        ModelState serves = models.Active(model);
        if (serves.Release is not { } active || active.Manifest.Unit != release.Manifest.Unit)
        {
            string problem = serves.Release is null ? $"No release serves that it could be held against: {serves.Problem}." : $"It works on other units than {serves.Version}, so that no study can be compared.";
            return Waits(release, problem);
        }

        // 2.
        if (ShadowSource.Next(store, model, active.Version, since, after) is not { } next || ReplaySource.Find(store, data, next.Document.ResultId) is not { } source)
        {
            return Waits(release, $"It waits for studies that {active.Version} reads.");
        }

        (ResultDocument committed, long at) = next;
        if (await source.WhyNotAsync(committed.Lineage.Inputs, stopping) is { } gone)
        {
            return PassedOver(release, committed, at, gone);
        }

        // 3.
        if (memory.WhyNot(ShadowCost.Of(committed).PeakMiB) is { } little)
        {
            return Waits(release, little);
        }

        if (new DriveInfo(data.Root).AvailableFreeSpace is var free && free < LeastFreeBytes)
        {
            return Waits(release, $"{free / BytesPerMiB} MiB of the disk are free, and {LeastFreeBytes / BytesPerMiB} are needed. Free some.");
        }

        // 4.
        for (int turns = 0; turns < TurnsMax && await turn.WaitAsync(stopping); turns++)
        {
            if (await turn.RunAsync(token => ReadAsync(committed, at, source, release, token), stopping) is { } report)
            {
                LogCompared(model, version, committed.ResultId, report.Outcome, report.Reason);
                return report;
            }

            Clear();
        }

        return Waits(release, "Jobs run all the time, and they go first.");
    }

    private async Task<ShadowReport> ReadAsync(ResultDocument committed, long at, ReplaySource source, ModelRelease release, CancellationToken stopping)
    {
        // 5.
        Clear();
        Directory.CreateDirectory(data.Shadow);
        JobRunEnd? end = await job.RunAsync(job.Message(committed, source, release, data.Shadow), stopping);
        switch (end?.Kind)
        {
            case null:
                return Waits(release, "The inference process did not start. Look at the appliance's log for the reason.");
            case JobRunEndKind.Finished:
                break;
            case JobRunEndKind.FinishedForNow:
                return new ShadowReport(ShadowOutcome.FailedForNow, end.Value.Reason, release.Digest);
            case JobRunEndKind.Died:
                return Compared(release, committed, at, ShadowComparison.NotCompleted(committed, $"Its process {end.Value.Reason}.", cost: null));
            default:
                return Waits(release, $"Its process {end.Value.Reason}.");
        }

        // 6.
        ResultDocument made;
        try
        {
            made = ResultFiles.ReadScratch(data.Shadow, committed.ResultId);
        }
        catch (InvalidDataException exception)
        {
            return Compared(release, committed, at, ShadowComparison.NotCompleted(committed, $"Its result is not valid: {exception.Message}", cost: null));
        }

        try
        {
            return Compared(release, committed, at, ShadowComparison.Compare((committed, files.PathOf(committed.ResultId)), (made, data.Shadow)));
        }
        catch (InvalidDataException exception)
        {
            return PassedOver(release, committed, at, exception.Message);
        }
    }

    private static ShadowReport Waits(ModelRelease release, string reason) => new(ShadowOutcome.Waits, reason, release.Digest);

    private static ShadowReport PassedOver(ModelRelease release, ResultDocument committed, long at, string reason) =>
        new(ShadowOutcome.PassedOver, reason, release.Digest, new ShadowStudy(committed.ResultId, at, null));

    private static ShadowReport Compared(ModelRelease release, ResultDocument committed, long at, ShadowAgreement agreement) => new(
        ShadowOutcome.Compared,
        agreement.NotCompleted ?? $"{agreement.SameCall} of {agreement.Findings} findings have the same call.",
        release.Digest,
        new ShadowStudy(committed.ResultId, at, agreement));

    private void Clear()
    {
        try
        {
            if (Directory.Exists(data.Shadow))
            {
                Directory.Delete(data.Shadow, recursive: true);
            }
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            LogLeft(exception);
        }
    }

    [LoggerMessage(3080, LogLevel.Information, "Held {Model} {Version} against result {ResultId}: {Outcome}, {Reason}")]
    private partial void LogCompared(string model, string version, string resultId, ShadowOutcome outcome, string reason);

    [LoggerMessage(3081, LogLevel.Warning, "What a release wrote in shadow could not be removed; trying again at the next")]
    private partial void LogLeft(Exception exception);
}
