namespace Edge.Releases.Tuf.Metadata;

/// <summary>The roles that every repository has (TUF 1.0.34 §2.1).</summary>
internal static class RoleNames
{
    public const string Root = "root";
    public const string Timestamp = "timestamp";
    public const string Snapshot = "snapshot";
    public const string Targets = "targets";

    /// <summary>All of them.</summary>
    public static readonly IReadOnlyList<string> TopLevel = [Root, Timestamp, Snapshot, Targets];

    /// <summary>The file of a role in metadata and in messages.</summary>
    public static string FileOf(string role) => role + ".json";
}
