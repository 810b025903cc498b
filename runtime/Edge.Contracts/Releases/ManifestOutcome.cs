namespace Edge.Contracts;

/// <summary>What reading a manifest gave.</summary>
/// <param name="Manifest">The manifest; null when there is a problem.</param>
/// <param name="Problems">Every problem; empty when there is none.</param>
public sealed record ManifestOutcome(ModelManifest? Manifest, IReadOnlyList<ConfigProblem> Problems);
