using Edge.Contracts;
using Edge.Inference.Pipeline;

namespace Edge.Inference.Engine;

/// <summary>
/// Tries a release out on one rung, and keeps its engine when every gate was passed. It runs in a process that serves nothing: what crashes, hangs or runs
/// out of memory here costs no study.
/// </summary>
/// <param name="settings">How this device runs networks; its cache may be written.</param>
/// <param name="time">Dates engines.</param>
internal sealed class EngineBuilder(EngineSettings settings, TimeProvider time)
{
    private const long BytesPerMiB = 1024 * 1024;

    private readonly EngineCache _cache = new(settings.Folders!.Built, time);

    /// <summary>Runs the trial.</summary>
    /// <param name="request">What to try.</param>
    /// <param name="gateEntered">Told each gate as it begins, with the engine's key.</param>
    /// <param name="cancellationToken">Ends warm-up and golden cases.</param>
    /// <exception cref="OperationCanceledException">It was ended.</exception>
    public EngineTriedMessage Build(BuildEngineMessage request, Action<EngineStageMessage> gateEntered, CancellationToken cancellationToken)
    {
        string? key = null;
        try
        {
            // 1. The release, as a job would find it.
            if (ReleaseGate.Open(request.ModelDirectory, request.ModelDigest, out _, out string? refusal) is not { } release)
            {
                return Refused(refusal!);
            }

            if (EngineRung.Find(request.Rung) is not { IsAccelerator: true } rung)
            {
                return Refused($"'{request.Rung}' is no rung that is tried out.");
            }

            // 2. The key decides whether there is anything to do.
            key = new EngineKeys(settings).Of(rung, release);
            if (key == request.QuarantinedKey)
            {
                return new EngineTriedMessage(EngineTrialOutcome.Quarantined, key, "Nothing has changed since it was refused or quarantined.");
            }

            if (_cache.Find(key, out _) is not null)
            {
                _cache.Touch(key);
                return new EngineTriedMessage(EngineTrialOutcome.Cached, key, null);
            }

            // 3. The gates.
            string directory = _cache.Begin(key);
            var trial = new RungTrial(settings, new SessionCreation(time));
            RungOutcome outcome = trial.Run(
                rung,
                release,
                rung.MakesFiles ? directory : null,
                TimeSpan.FromSeconds(settings.Engine.BuildDeadlineSeconds),
                gate => gateEntered(new EngineStageMessage(gate, key)),
                cancellationToken);
            if (outcome.Model is not { } model)
            {
                return Refused(outcome.Refusal!);
            }

            // 4. The session lets go of its files; then they are kept.
            double fraction = model.Engine.NodeFraction ?? 0;
            model.Dispose();
            if (rung.MakesFiles && !Directory.EnumerateFiles(directory).Any())
            {
                return Refused($"{Gate.Session}: {rung.Provider} wrote no engine, so that each start would build it again.");
            }

            _cache.Commit(directory, new EngineEntry(key, rung.Name, request.ModelDigest, fraction, time.GetUtcNow(), []));
            return new EngineTriedMessage(EngineTrialOutcome.Built, key, null, _cache.Evict(settings.Engine.CacheLimitMiB * BytesPerMiB, key));
        }
        catch (SessionHungException exception)
        {
            return new EngineTriedMessage(EngineTrialOutcome.Hung, key, $"{Gate.Session}: {exception.Message}");
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            // Without its key: that says nothing about it, and it is tried again at the next start.
            return new EngineTriedMessage(EngineTrialOutcome.Refused, null, $"Its files cannot be read or written: {exception.Message}");
        }

        EngineTriedMessage Refused(string reason) => new(EngineTrialOutcome.Refused, key, reason);
    }
}
