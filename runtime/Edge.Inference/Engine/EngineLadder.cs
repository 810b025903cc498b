using System.Text.Json;
using Edge.Contracts;
using Edge.Inference.Pipeline;
using Microsoft.ML.OnnxRuntime;

namespace Edge.Inference.Engine;

/// <summary>
/// Finds the highest rung that may serve a release here. An accelerator's rung serves only where a process of its own tried it out before, so that neither a
/// build nor a crash within it costs a study anything; then it passes every gate here again.
/// </summary>
internal sealed class EngineLadder
{
    private const long RecordBytesMax = 1024 * 1024;

    private readonly EngineSettings _settings;
    private readonly RungTrial _trial;
    private readonly EngineKeys _keys;
    private readonly EngineCache? _cache;

    /// <summary>The ladder of this device.</summary>
    public EngineLadder(EngineSettings settings, TimeProvider time)
    {
        _settings = settings;
        _trial = new RungTrial(settings, new SessionCreation(time));
        _keys = new EngineKeys(settings);
        _cache = settings.Folders is { } folders ? new EngineCache(folders.Built, time) : null;
    }

    /// <summary>Climbs down from the highest wanted rung to the first that passes every gate.</summary>
    /// <param name="release">The release.</param>
    /// <param name="checksGoldenCases">False for looking at those cases themselves, on the CPU.</param>
    /// <param name="refusal">Why it does not serve at all, or null.</param>
    /// <param name="cancellationToken">The deadline of loading.</param>
    /// <exception cref="OnnxRuntimeException">On the CPU: no session, or a run failed, for a reason that may pass.</exception>
    /// <exception cref="SessionHungException">A session was not made in time; the process has to be replaced.</exception>
    /// <exception cref="NoRungException">None that both allow serves now.</exception>
    /// <exception cref="IOException">A golden case cannot be read.</exception>
    /// <exception cref="OperationCanceledException">The deadline passed.</exception>
    public LoadedModel? Climb(ReleaseFolder release, bool checksGoldenCases, out string? refusal, CancellationToken cancellationToken)
    {
        EngineRequirement engine = release.Manifest.Engine;
        var refused = new List<RefusedRung>();
        var awaited = new List<string>();
        foreach (string name in EngineRungs.Wanted(_settings.Rungs, engine.Rungs))
        {
            if (EngineRung.Find(name) is not { } rung)
            {
                refused.Add(new RefusedRung(name, "This version does not know the rung."));
                continue;
            }

            RungOutcome outcome = Try(rung, release, checksGoldenCases, awaited, out string? key, cancellationToken);
            if (outcome.Model is { } model)
            {
                refusal = null;
                return model with { Engine = model.Engine with { RefusedRungs = refused, Key = key }, BetterEngines = awaited };
            }

            if (outcome.IsFinal)
            {
                refusal = outcome.Refusal;
                return null;
            }

            refused.Add(new RefusedRung(name, outcome.Refusal!));
        }

        if (refused.Count > 0)
        {
            throw new NoRungException($"No rung serves the model: {string.Join(" ", refused.Select(rung => $"{rung.Rung}: {rung.Reason}"))} See edgectl model list.");
        }

        refusal = $"No rung fits: the model allows {string.Join(", ", engine.Rungs)}, the device {string.Join(", ", _settings.Rungs)}. "
            + "Add a rung to inference.rungs or install another release.";
        return null;
    }

    private RungOutcome Try(
        EngineRung rung, ReleaseFolder release, bool checksGoldenCases, List<string> awaited, out string? key, CancellationToken cancellationToken)
    {
        if (!rung.IsAccelerator)
        {
            key = null;
            return _trial.Run(rung, release, null, RunJobMessage.ModelLoadMax, static _ => { }, cancellationToken, checksGoldenCases);
        }

        key = _keys.Of(rung, release);
        if (_cache is null)
        {
            return RungOutcome.Refused("There is no engine cache here, so that nothing shows that it works.");
        }

        EngineEntry? entry = _cache.Find(key, out string? problem);
        if (entry is null)
        {
            awaited.Add(_cache.PathOf(key));
            return RungOutcome.Refused(problem ?? OnRecord(rung, release, key));
        }

        var deadline = TimeSpan.FromSeconds(_settings.Engine.SessionDeadlineSeconds);
        return _trial.Run(rung, release, rung.MakesFiles ? _cache.PathOf(key) : null, deadline, static _ => { }, cancellationToken);
    }

    /// <summary>What the runtime has written about a rung, as far as it is about this very engine.</summary>
    private string OnRecord(EngineRung rung, ReleaseFolder release, string key)
    {
        const string Untried = "It has not been tried on this device yet.";
        string path = _settings.Folders!.Record(release.Identity.Digest, rung.Name);
        try
        {
            if (!File.Exists(path) || BoundedFile.Read(path, RecordBytesMax) is not { } json)
            {
                return Untried;
            }

            RungRecord? record = JsonSerializer.Deserialize(json, EdgeJson.Default.RungRecord);
            return record is { Reason: { } reason } && (record.Key is null || record.Key == key) ? reason : Untried;
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException or JsonException)
        {
            return Untried;
        }
    }
}
