using System.Text.Json.Nodes;
using Edge.Contracts;

namespace Edge.Runtime.Settings;

/// <summary>Says in words what a change of the settings changes: names and members, no values but AE titles and networks.</summary>
internal static class SettingsDifference
{
    /// <summary>What is other after than before, section by section; empty when nothing is.</summary>
    public static string Describe(JsonNode before, JsonNode after) => string.Join(
        "; ",
        ConfigOverlay.Editable.Select(section => (Section: section, Before: Find(before, section), After: Find(after, section)))
            .Where(one => !JsonNode.DeepEquals(one.Before, one.After))
            .Select(one => $"{one.Section}: {Words(one.Before, one.After)}"));

    /// <summary>The value at a path of steps divided by points; null where there is none.</summary>
    public static JsonNode? Find(JsonNode? root, string path) => path.Split('.').Aggregate(root, static (node, step) => (node as JsonObject)?[step]);

    private static string Words(JsonNode? before, JsonNode? after) => (before, after) switch
    {
        (JsonArray old, JsonArray now) => Words(old, now),
        (null, JsonArray now) => $"only {string.Join(", ", now.Select(NameOf))}",
        (JsonArray, null) => "any",
        (JsonObject old, JsonObject now) => $"changed ({Members(old, now)})",
        (null, _) => "added",
        _ => "removed",
    };

    private static string Words(JsonArray before, JsonArray after)
    {
        Dictionary<string, JsonNode?> old = before.DistinctBy(NameOf).ToDictionary(NameOf);
        Dictionary<string, JsonNode?> now = after.DistinctBy(NameOf).ToDictionary(NameOf);
        string[] words =
        [
            .. now.Keys.Except(old.Keys).Select(name => $"{name} added"),
            .. old.Keys.Except(now.Keys).Select(name => $"{name} removed"),
            .. now.Where(one => old.TryGetValue(one.Key, out JsonNode? was) && !JsonNode.DeepEquals(was, one.Value))
                .Select(one => $"{one.Key} changed ({Members(old[one.Key] as JsonObject, one.Value as JsonObject)})"),
        ];
        return words.Length > 0 ? string.Join(", ", words) : "in another order";
    }

    private static string Members(JsonObject? before, JsonObject? after) => string.Join(
        ", ",
        (before ?? new JsonObject()).Select(member => member.Key).Union((after ?? new JsonObject()).Select(member => member.Key))
            .Where(name => !JsonNode.DeepEquals(before?[name], after?[name])));

    private static string NameOf(JsonNode? item) => item is JsonObject named ? (string?)named["name"] ?? "" : (string?)item ?? "";
}
