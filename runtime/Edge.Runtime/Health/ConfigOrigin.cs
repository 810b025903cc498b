namespace Edge.Runtime.Health;

/// <summary>Where the configuration that runs was read from.</summary>
/// <param name="Path">The file.</param>
/// <param name="Overrides">What was said beside it, <c>KEY=VALUE</c>.</param>
/// <param name="Digest">SHA-256 of the effective configuration, hexadecimal.</param>
internal sealed record ConfigOrigin(string Path, IReadOnlyList<string> Overrides, string Digest);
