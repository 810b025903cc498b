using Edge.Contracts;

namespace Edge.Runtime.Health;

/// <summary>The configuration that runs.</summary>
/// <param name="Source">File that it was read from.</param>
/// <param name="Digest">SHA-256 of the effective configuration, hexadecimal.</param>
/// <param name="Settings">Each value with where it comes from.</param>
internal sealed record SettingsView(string Source, string Digest, IReadOnlyList<ConfigValue> Settings);
