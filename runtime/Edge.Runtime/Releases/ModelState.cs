namespace Edge.Runtime.Releases;

/// <summary>What the store says about a model: a release that serves, or why there is none.</summary>
/// <param name="Name">Model name.</param>
/// <param name="Version">Version asked for or active; null when the pointer cannot be read.</param>
/// <param name="Release">The release; null when there is a problem.</param>
/// <param name="Problem">Why it cannot serve, in a sentence without its full stop; null when it can.</param>
internal sealed record ModelState(string Name, string? Version, ModelRelease? Release, string? Problem);
