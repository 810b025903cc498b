using System.Globalization;
using Edge.Contracts;
using Edge.Runtime.Engines;
using Edge.Runtime.Releases;

namespace Edge.Runtime.Jobs;

/// <summary>
/// Tries a release that does not serve, for the update agent, while the active ones serve: 1. its engines are made, on every rung above the CPU, 2. it is
/// loaded with its golden cases in a process of its own. One at a time; what crashes or hangs costs that process.
/// </summary>
internal sealed class ModelQualifier(
    DeviceConfig config,
    ModelStore models,
    EngineCandidates candidates,
    EngineBoard engines,
    InferenceStarter starter,
    JobMessageMaker messages,
    TimeProvider time) : IDisposable
{
    private static readonly TimeSpan EngineLook = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan EndWaitMax = TimeSpan.FromSeconds(5);

    private readonly SemaphoreSlim _one = new(1, 1);

    /// <summary>Tries a release.</summary>
    /// <param name="model">Model name.</param>
    /// <param name="version">Version in the store.</param>
    /// <param name="cancellationToken">Whoever asked has gone.</param>
    /// <returns>How it went; null when the inference process did not start, which says nothing about the release.</returns>
    public async Task<QualifyReport?> TryAsync(string model, string version, CancellationToken cancellationToken)
    {
        ModelState state = models.Release(model, version);
        if (state.Release is not { } release)
        {
            return new QualifyReport(false, $"It cannot serve: {state.Problem}.", null);
        }

        EngineSubject subject = messages.Subject(release);
        if (subject.Rungs.Count == 0)
        {
            return new QualifyReport(
                false, $"It may run on {string.Join(", ", release.Manifest.Engine.Rungs)}; this device uses {string.Join(", ", config.Inference.Rungs)}.", release.Digest);
        }

        await _one.WaitAsync(cancellationToken);
        try
        {
            await MakeEnginesAsync(subject, cancellationToken);
            return await LoadAsync(release, cancellationToken);
        }
        finally
        {
            _one.Release();
        }
    }

    /// <inheritdoc/>
    public void Dispose() => _one.Dispose();

    private async Task MakeEnginesAsync(EngineSubject subject, CancellationToken cancellationToken)
    {
        if (subject.Rungs[0] == EngineRungs.Cpu)
        {
            return;
        }

        candidates.Add(subject);
        try
        {
            // The worker's own deadlines and quarantine end each trial.
            while (!engines.IsDecided(subject))
            {
                await Task.Delay(EngineLook, time, cancellationToken);
            }
        }
        finally
        {
            candidates.Remove(subject);
        }
    }

    private async Task<QualifyReport?> LoadAsync(ModelRelease release, CancellationToken cancellationToken)
    {
        if (await starter.StartAsync(0, cancellationToken) is not { } process)
        {
            return null;
        }

        await using (process)
        {
            using var late = new CancellationTokenSource(RunJobMessage.ModelLoadMax, time);
            using var either = CancellationTokenSource.CreateLinkedTokenSource(late.Token, cancellationToken);
            try
            {
                await process.SendAsync(new LoadModelMessage(release.Directory, release.Digest), RunJobMessage.ModelLoadMax, either.Token);
                switch (await process.ReceiveAsync(either.Token))
                {
                    case ModelLoadedMessage loaded:
                        return new QualifyReport(true, $"Its golden cases agree on {loaded.Engine.Rung}.", loaded.ModelDigest);
                    case ModelRefusedMessage refused:
                        return new QualifyReport(false, refused.Reason, release.Digest, refused.MayPass);
                    case null:
                        ProcessEnd end = await process.Ended.WaitAsync(EndWaitMax, time, either.Token);
                        return new QualifyReport(false, $"Its process {end.InWords} while it was loaded.", release.Digest, end.MayPass);
                    case { } other:
                        return new QualifyReport(false, $"The inference process answered with a {other.GetType().Name}.", release.Digest);
                }
            }
            catch (Exception exception) when (exception is IOException or TimeoutException || (exception is OperationCanceledException && !cancellationToken.IsCancellationRequested))
            {
                string reason = exception is IOException
                    ? $"Its process broke off: {exception.Message}"
                    : string.Create(CultureInfo.InvariantCulture, $"It was not loaded and checked within {RunJobMessage.ModelLoadMax.TotalSeconds} s.");
                return new QualifyReport(false, reason, release.Digest, MayPass: true);
            }
        }
    }
}
