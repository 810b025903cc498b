namespace Edge.Releases.Repository;

/// <summary>A file of a release, taken into a repository.</summary>
/// <param name="Path">Target path.</param>
/// <param name="SizeBytes">Length.</param>
/// <param name="Sha256">SHA-256, hexadecimal.</param>
internal sealed record IntakeFile(string Path, long SizeBytes, string Sha256);
