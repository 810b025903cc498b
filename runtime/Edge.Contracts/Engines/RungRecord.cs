namespace Edge.Contracts;

/// <summary>What is known of a model on one rung; a file that the runtime writes, and that the inference process quotes in results.</summary>
/// <param name="Model">Name of the model.</param>
/// <param name="ModelVersion">Its version.</param>
/// <param name="ModelDigest">Digest of its release.</param>
/// <param name="Rung">The rung.</param>
/// <param name="State">How far it is.</param>
/// <param name="Key">Key of the engine that was tried (ENGINE KEY in docs/engines.md); null when it was not known yet.</param>
/// <param name="Stage">The gate that was entered last.</param>
/// <param name="Reason">Why it does not serve; null when it does.</param>
/// <param name="Aborts">How often a process that tried this key ended, or had to be ended.</param>
/// <param name="Since">Since when it is in this state, UTC.</param>
public sealed record RungRecord(
    string Model,
    string ModelVersion,
    string ModelDigest,
    string Rung,
    RungState State,
    string? Key,
    string? Stage,
    string? Reason,
    int Aborts,
    DateTimeOffset Since);
