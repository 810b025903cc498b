namespace Edge.Runtime.Maintenance;

/// <summary>The file that the configuration was read from.</summary>
/// <param name="Path">Its path.</param>
internal sealed record ConfigurationFile(string Path);
