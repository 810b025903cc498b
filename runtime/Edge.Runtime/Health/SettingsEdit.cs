using System.Text.Json;
using System.Text.Json.Nodes;
using Edge.Contracts;

namespace Edge.Runtime.Health;

/// <summary>What an administrator may set on the page, and what was set before.</summary>
/// <param name="Version">Version in use; 0: nothing is set on the page.</param>
/// <param name="Sections">Each section that may be set, by its path.</param>
/// <param name="Models">Models in the store, for routes.</param>
/// <param name="Versions">Versions that are kept, the newest first.</param>
internal sealed record SettingsEdit(int Version, IReadOnlyDictionary<string, SettingsSection> Sections, IReadOnlyList<string> Models, IReadOnlyList<SettingsVersion> Versions);

/// <summary>A section as it runs.</summary>
/// <param name="Value">Its value, as a configuration file has it.</param>
/// <param name="Source"><c>file</c>, <c>page</c> or <c>command line</c>.</param>
/// <param name="IsLocked">The command line sets something in it, so that the page cannot.</param>
internal sealed record SettingsSection(JsonNode? Value, string Source, bool IsLocked);

/// <summary>A version of what was set on the page.</summary>
/// <param name="Version">Its number.</param>
/// <param name="ChangedAt">When it came into use, UTC.</param>
/// <param name="By">User who set it.</param>
/// <param name="What">What it changed, in words.</param>
/// <param name="Sections">What is set in it; null where only the list is asked for.</param>
internal sealed record SettingsVersion(int Version, DateTimeOffset ChangedAt, string By, string What, IReadOnlyDictionary<string, JsonNode?>? Sections)
{
    /// <summary>A version for the page.</summary>
    public static SettingsVersion Of(ConfigOverlay one, bool isWhole) => new(one.Version, one.ChangedAt, one.By, one.What, isWhole ? one.Sections : null);
}

/// <summary>Sections to set.</summary>
/// <param name="BasedOn">Version that the user saw.</param>
/// <param name="Sections">Values by section; sections that are left out stay as they are.</param>
internal sealed record SettingsRequest(int BasedOn, IReadOnlyDictionary<string, JsonElement> Sections);

/// <summary>An earlier version is to be used again.</summary>
/// <param name="BasedOn">Version that the user saw.</param>
internal sealed record SettingsRestore(int BasedOn);

/// <summary>What is wrong with what was to be set; nothing has changed.</summary>
/// <param name="Error">In a sentence.</param>
/// <param name="Problems">Everything, each with its path.</param>
internal sealed record SettingsProblems(string Error, IReadOnlyList<ConfigProblem> Problems);
