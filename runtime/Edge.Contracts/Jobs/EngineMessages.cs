using System.Text.Json.Serialization;

namespace Edge.Contracts;

/// <summary>Tries a model out on one rung, for as long as it takes; with TensorRT that builds the engine. The process ends afterwards.</summary>
/// <param name="ModelDirectory">Release directory of the model.</param>
/// <param name="ModelDigest">Digest the release must have.</param>
/// <param name="Rung">The rung.</param>
/// <param name="QuarantinedKey">Key of an engine that was quarantined or refused and must not be tried again; null where there is none.</param>
public sealed record BuildEngineMessage(string ModelDirectory, string ModelDigest, string Rung, string? QuarantinedKey) : RuntimeMessage;

/// <summary>A trial of a rung entered a gate.</summary>
/// <param name="Stage"><c>provider</c>, <c>session</c>, <c>nodes</c>, <c>warm-up</c> or <c>golden</c>.</param>
/// <param name="Key">Key of the engine.</param>
public sealed record EngineStageMessage(string Stage, string Key) : InferenceMessage;

/// <summary>A trial of a rung ended.</summary>
/// <param name="Outcome">How.</param>
/// <param name="Key">Key of the engine; null when the release was refused before there was one.</param>
/// <param name="Reason">Why it does not serve; null when it does.</param>
/// <param name="Evicted">Keys of engines that were removed from the cache to make room for it; null: none.</param>
public sealed record EngineTriedMessage(EngineTrialOutcome Outcome, string? Key, string? Reason, IReadOnlyList<string>? Evicted = null) : InferenceMessage;

/// <summary>How a trial of a rung ended.</summary>
public enum EngineTrialOutcome
{
    /// <summary>Every gate was passed, and the engine is in the cache.</summary>
    [JsonStringEnumMemberName("built")]
    Built,

    /// <summary>It was in the cache, whole.</summary>
    [JsonStringEnumMemberName("cached")]
    Cached,

    /// <summary>A gate refused it.</summary>
    [JsonStringEnumMemberName("refused")]
    Refused,

    /// <summary>A gate did not answer in time; the process cannot go on.</summary>
    [JsonStringEnumMemberName("hung")]
    Hung,

    /// <summary>Its key is the one that must not be tried.</summary>
    [JsonStringEnumMemberName("quarantined")]
    Quarantined,
}

/// <summary>A model was loaded and serves.</summary>
/// <param name="ModelDigest">Digest of its release.</param>
/// <param name="Engine">What runs it, and why nothing better does.</param>
public sealed record ModelLoadedMessage(string ModelDigest, EngineUsed Engine) : InferenceMessage;

/// <summary>Loads a model as a job would, with its golden cases, and runs nothing on it. The process ends afterwards.</summary>
/// <param name="ModelDirectory">Release directory of the model.</param>
/// <param name="ModelDigest">Digest the release must have.</param>
public sealed record LoadModelMessage(string ModelDirectory, string ModelDigest) : RuntimeMessage;

/// <summary>A model that was to be loaded does not serve.</summary>
/// <param name="Reason">Why.</param>
/// <param name="MayPass">True: for a reason that is not the release's and may pass, as want of memory or time, or a disk that was not read.</param>
public sealed record ModelRefusedMessage(string Reason, bool MayPass = false) : InferenceMessage;
