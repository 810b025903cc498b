namespace Edge.Releases.Repository;

/// <summary>What a repository has of a role.</summary>
/// <param name="Role">The role.</param>
/// <param name="PublishedVersion">Version that devices see; null when none is published.</param>
/// <param name="Expires">Until when that holds, as TUF writes it; null when none is published.</param>
/// <param name="StagedVersion">Version being signed; null when none is.</param>
/// <param name="Progress">How far that is; null when none is.</param>
public sealed record RoleState(string Role, long? PublishedVersion, string? Expires, long? StagedVersion, SigningProgress? Progress);
