using Edge.Releases.Json;

namespace Edge.Releases.Tuf.Metadata;

/// <summary>Which keys sign for a role, and how many of them must.</summary>
/// <param name="KeyIds">Ids; one listed twice counts once.</param>
/// <param name="Threshold">From 1 on.</param>
internal sealed record RoleKeys(IReadOnlySet<string> KeyIds, long Threshold)
{
    /// <summary>Reads <c>keyids</c> and <c>threshold</c>.</summary>
    public static RoleKeys Read(JsonFields role, TufLimits limits) =>
        new(role.Texts("keyids", limits.ListLengthMax).ToHashSet(), role.Whole("threshold", 1));
}
