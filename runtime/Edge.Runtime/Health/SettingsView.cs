namespace Edge.Runtime.Health;

/// <summary>The configuration that runs.</summary>
/// <param name="Source">File that it was read from.</param>
/// <param name="Digest">SHA-256 of the effective configuration, hexadecimal.</param>
/// <param name="Settings">Each value with where it comes from.</param>
internal sealed record SettingsView(string Source, string Digest, IReadOnlyList<Setting> Settings);

/// <summary>A value of the configuration.</summary>
/// <param name="Path">Its path, for example <c>dicom.listeners.0.port</c>.</param>
/// <param name="Value">The value as JSON writes it; secrets are left out.</param>
/// <param name="Source"><c>file</c> or <c>command line</c>.</param>
internal sealed record Setting(string Path, string Value, string Source);
