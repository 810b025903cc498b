using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Edge.Contracts;

/// <summary>
/// One override from the command line, <c>KEY=VALUE</c>: the key is a path of member names and list positions divided by points, the value is
/// JSON, or text where it is no JSON. What does not exist yet is made; the shape of the whole is checked afterwards.
/// </summary>
internal static class ConfigOverride
{
    /// <summary>Sets the value within <paramref name="root"/>, or adds a problem.</summary>
    public static void Apply(JsonNode? root, string assignment, List<ConfigProblem> problems)
    {
        int equals = assignment.IndexOf('=', StringComparison.Ordinal);
        if (equals <= 0)
        {
            problems.Add(new(assignment, "This is no override. Write KEY=VALUE, for example dicom.listeners.0.port=0."));
            return;
        }

        string key = assignment[..equals];
        string[] steps = key.Split('.');
        JsonNode? at = root;
        for (int index = 0; index < steps.Length - 1; index++)
        {
            if (!TryEnter(at, steps[index], steps[index + 1], out JsonNode? next))
            {
                problems.Add(new(key, $"There is no '{steps[index]}' to enter. Check the key against the file; list positions start at 0."));
                return;
            }

            at = next;
        }

        if (!TrySet(at, steps[^1], Value(assignment[(equals + 1)..])))
        {
            problems.Add(new(key, $"There is no '{steps[^1]}' to set. Check the key against the file; a list grows by its next position only."));
        }
    }

    private static bool TryEnter(JsonNode? node, string step, string following, out JsonNode? next)
    {
        next = null;
        switch (node)
        {
            case JsonObject members:
                next = members[step];
                if (next is null)
                {
                    next = IsPosition(following, out _) ? new JsonArray() : new JsonObject();
                    members[step] = next;
                }

                return true;
            case JsonArray items when IsPosition(step, out int index) && index < items.Count:
                next = items[index];
                return next is not null;
            case JsonArray items when IsPosition(step, out int index) && index == items.Count:
                next = IsPosition(following, out _) ? new JsonArray() : new JsonObject();
                items.Add(next);
                return true;
            default:
                return false;
        }
    }

    private static bool TrySet(JsonNode? node, string step, JsonNode? value)
    {
        switch (node)
        {
            case JsonObject members:
                members[step] = value;
                return true;
            case JsonArray items when IsPosition(step, out int index) && index < items.Count:
                items[index] = value;
                return true;
            case JsonArray items when IsPosition(step, out int index) && index == items.Count:
                items.Add(value);
                return true;
            default:
                return false;
        }
    }

    private static bool IsPosition(string step, out int index) =>
        int.TryParse(step, NumberStyles.None, CultureInfo.InvariantCulture, out index);

    private static JsonNode? Value(string text)
    {
        try
        {
            return JsonNode.Parse(text);
        }
        catch (JsonException)
        {
            return JsonValue.Create(text);
        }
    }
}
