namespace Edge.Runtime.Engines;

/// <summary>A release whose engines are kept.</summary>
/// <param name="Model">Name of the model.</param>
/// <param name="Version">Its version.</param>
/// <param name="Digest">Digest of its release.</param>
/// <param name="Directory">Where it lies.</param>
/// <param name="Rungs">Rungs that device and manifest both allow, best first.</param>
internal sealed record EngineSubject(string Model, string Version, string Digest, string Directory, IReadOnlyList<string> Rungs);
