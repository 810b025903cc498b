using Edge.Contracts;
using Edge.Inference.Engine;
using Microsoft.ML.OnnxRuntime;

namespace Edge.Inference.Pipeline;

/// <summary>
/// Takes a release through the gates in front of serving, in this order: its files have the digest that was recorded, its manifest is sound, a rung of
/// the ladder passes its own gates.
/// </summary>
internal sealed class ModelLoader(EngineSettings settings)
{
    private readonly EngineLadder _ladder = new(settings, TimeProvider.System);

    /// <summary>True: only a release whose golden cases agree is loaded. False for looking at those cases themselves.</summary>
    public bool ChecksGoldenCases { get; init; } = true;

    /// <summary>Loads a release.</summary>
    /// <param name="directory">Its directory.</param>
    /// <param name="digest">The digest it must have.</param>
    /// <param name="identity">Receives what is known of it, whatever happens.</param>
    /// <param name="refusal">Why these very files do not serve, or null.</param>
    /// <param name="cancellationToken">The deadline of loading.</param>
    /// <exception cref="IOException">Its files cannot be read.</exception>
    /// <exception cref="UnauthorizedAccessException">Its files may not be read.</exception>
    /// <exception cref="OnnxRuntimeException">The session could not be made or run, for a reason that may pass.</exception>
    /// <exception cref="SessionHungException">A session was not made in time; the process has to be replaced.</exception>
    /// <exception cref="NoRungException">No rung that device and model both allow serves now.</exception>
    /// <exception cref="OperationCanceledException">The deadline passed.</exception>
    public LoadedModel? Load(string directory, string digest, out ModelIdentity identity, out string? refusal, CancellationToken cancellationToken) =>
        ReleaseGate.Open(directory, digest, out identity, out refusal) is { } release ? _ladder.Climb(release, ChecksGoldenCases, out refusal, cancellationToken) : null;
}
