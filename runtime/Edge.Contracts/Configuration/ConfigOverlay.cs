using System.Text.Json.Nodes;

namespace Edge.Contracts;

/// <summary>
/// One version of what was set on the page: whole sections that take the place of the configuration file's. What the command line says goes over both.
/// </summary>
/// <param name="Version">1 for the first change, each one more than the last.</param>
/// <param name="ChangedAt">When, UTC.</param>
/// <param name="By">User of the page who changed it.</param>
/// <param name="What">What was changed, in words.</param>
/// <param name="Sections">Value of each section that was set, by its path in <see cref="Editable"/>, as a configuration file has it.</param>
public sealed record ConfigOverlay(int Version, DateTimeOffset ChangedAt, string By, string What, IReadOnlyDictionary<string, JsonNode?> Sections)
{
    /// <summary>Paths of the sections that may be set: who may send, where results go, the broker, and what runs on what. No secret can be in any of them.</summary>
    public static readonly IReadOnlyList<string> Editable = ["dicom.callingAes", "dicom.networks", "pacs", "mqtt", "routes"];

    /// <summary>True where <paramref name="path"/>, steps divided by points, is a section that was set or lies in one.</summary>
    public bool Sets(string path) => Sections.Keys.Any(section => IsWithin(path, section));

    /// <summary>True where <paramref name="path"/> is <paramref name="section"/> or lies in it.</summary>
    public static bool IsWithin(string path, string section)
    {
        ArgumentNullException.ThrowIfNull(path);
        ArgumentNullException.ThrowIfNull(section);
        return path.StartsWith(section, StringComparison.Ordinal) && (path.Length == section.Length || path[section.Length] == '.');
    }

    /// <summary>Puts the sections into a configuration as the file has it.</summary>
    internal void Apply(JsonNode? root)
    {
        foreach ((string path, JsonNode? value) in Sections.Where(section => Editable.Contains(section.Key)))
        {
            string[] steps = path.Split('.');
            JsonNode? at = steps[..^1].Aggregate(root, (node, step) => (node as JsonObject)?[step]);
            if (at is JsonObject members)
            {
                members[steps[^1]] = value?.DeepClone();
            }
        }
    }
}
