using System.Text.Json.Nodes;

namespace Edge.EndToEnd.Tests;

/// <summary>The member <c>pacs</c> of a configuration, for archives on loopback.</summary>
internal static class Archives
{
    /// <summary>The setting for these archives.</summary>
    public static string Setting(params (string Name, int Port, bool Commits)[] archives) => "pacs=" + new JsonArray(
    [
        .. archives.Select(archive => new JsonObject
        {
            ["name"] = archive.Name,
            ["host"] = "127.0.0.1",
            ["port"] = archive.Port,
            ["aeTitle"] = archive.Name.ToUpperInvariant(),
            ["tls"] = null,
            ["commitment"] = archive.Commits
                ? new JsonObject { ["aeTitle"] = null, ["port"] = null, ["waitSeconds"] = 5, ["reportSeconds"] = 60, ["giveUpSeconds"] = 600 }
                : null,
        }),
    ]).ToJsonString();
}
