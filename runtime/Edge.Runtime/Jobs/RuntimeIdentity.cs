namespace Edge.Runtime.Jobs;

/// <summary>What this runtime writes about itself into the lineage of results.</summary>
/// <param name="Version">Version of the program.</param>
internal sealed record RuntimeIdentity(string Version);
