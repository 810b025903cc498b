using System.Text.Json;
using System.Text.Json.Nodes;
using Edge.Releases.Json;
using Edge.Releases.Storage;
using Edge.Releases.Tuf.Metadata;

namespace Edge.Releases.Repository;

/// <summary>For how many days a new version of each role holds.</summary>
/// <param name="ExpiryDays">Days by role, from 1 to 3,650.</param>
internal sealed record RepositorySettings(IReadOnlyDictionary<string, int> ExpiryDays)
{
    private const int DaysMax = 3650;

    /// <summary>Root a year, targets half a year, snapshot a month, timestamp a week.</summary>
    public static RepositorySettings Default { get; } = new(new Dictionary<string, int>
    {
        [RoleNames.Root] = 365,
        [RoleNames.Targets] = 180,
        [RoleNames.Snapshot] = 30,
        [RoleNames.Timestamp] = 7,
    });

    /// <summary>Reads the file.</summary>
    public static RepositorySettings Read(string path)
    {
        JsonFields days = StrictJson.ReadObject(File.ReadAllBytes(path), path).Object("expiryDays");
        return new RepositorySettings(RoleNames.TopLevel.ToDictionary(role => role, role => (int)Math.Min(days.Whole(role, 1), DaysMax)));
    }

    /// <summary>The same with other days for a role.</summary>
    /// <exception cref="TrustException">No such role, or no such number of days.</exception>
    public RepositorySettings With(string role, int days) => RoleNames.TopLevel.Contains(role) && days is >= 1 and <= DaysMax
        ? new RepositorySettings(new Dictionary<string, int>(ExpiryDays) { [role] = days })
        : throw new TrustException(TrustFailure.Malformed, $"A role is one of {string.Join(", ", RoleNames.TopLevel)}; it holds for 1 to {DaysMax} days.");

    /// <summary>Writes the file; durable on return.</summary>
    public void Write(string path) => DurableFile.Replace(
        path,
        JsonSerializer.SerializeToUtf8Bytes(new JsonObject { ["expiryDays"] = JsonSerializer.SerializeToNode(ExpiryDays) }));
}
