using Edge.Contracts;

namespace Edge.Runtime.Releases;

/// <summary>A release of a model that can be read, with what identifies it.</summary>
/// <param name="Name">Model name.</param>
/// <param name="Version">Version.</param>
/// <param name="Directory">Absolute path of the release directory.</param>
/// <param name="Digest">Digest of its files (<see cref="ReleaseDigest"/>).</param>
/// <param name="ManifestSha256">SHA-256 of its manifest, hexadecimal.</param>
/// <param name="Manifest">Its manifest.</param>
internal sealed record ModelRelease(
    string Name,
    string Version,
    string Directory,
    string Digest,
    string ManifestSha256,
    ModelManifest Manifest);
