using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Serialization.Metadata;

namespace Edge.Contracts;

/// <summary>
/// Compares JSON with the record tree and reports every difference at once; the serializer by itself stops at the first. Names, required and
/// nullable members come from the serializer's own metadata, so that the two cannot disagree.
/// </summary>
internal static class ConfigShape
{
    /// <summary>Adds every difference between <paramref name="root"/> and <see cref="DeviceConfig"/>.</summary>
    public static void Check(JsonNode? root, List<ConfigProblem> problems) =>
        CheckValue(root, typeof(DeviceConfig), nullable: false, "", problems);

    /// <summary>Adds every difference between <paramref name="node"/> and a value of <paramref name="type"/>.</summary>
    public static void CheckValue(JsonNode? node, Type type, bool nullable, string path, List<ConfigProblem> problems)
    {
        if (node is null)
        {
            if (!nullable && Nullable.GetUnderlyingType(type) is null)
            {
                problems.Add(new(Shown(path), $"It is null. Write {Wanted(type)}."));
            }

            return;
        }

        JsonTypeInfo info = EdgeJson.Default.GetTypeInfo(Nullable.GetUnderlyingType(type) ?? type)
            ?? throw new InvalidOperationException($"EdgeJson does not know {type}.");
        switch (info.Kind)
        {
            case JsonTypeInfoKind.Object when node is JsonObject members && info.PolymorphismOptions is { } kinds:
                CheckKind(members, kinds, path, problems);
                break;
            case JsonTypeInfoKind.Object when node is JsonObject members:
                CheckMembers(members, info, path, problems);
                break;
            case JsonTypeInfoKind.Enumerable when node is JsonArray items:
                for (int index = 0; index < items.Count; index++)
                {
                    CheckValue(items[index], info.ElementType!, Nullable.GetUnderlyingType(info.ElementType!) is not null, $"{path}[{index}]", problems);
                }

                break;
            case JsonTypeInfoKind.Dictionary when node is JsonObject entries:
                foreach ((string name, JsonNode? value) in entries)
                {
                    CheckValue(value, info.ElementType!, nullable: false, Join(path, name), problems);
                }

                break;
            case JsonTypeInfoKind.None when Reads(node, info):
                break;
            default:
                problems.Add(new(Shown(path), $"It is {Found(node)}. Write {Wanted(type)}."));
                break;
        }
    }

    /// <summary>Which of several types an object is, by the member that says so; null where it says none of them.</summary>
    internal static Type? KindOf(JsonObject members, JsonPolymorphismOptions kinds) =>
        members.TryGetPropertyValue(kinds.TypeDiscriminatorPropertyName, out JsonNode? said)
        && said?.GetValueKind() == JsonValueKind.String
        && kinds.DerivedTypes.FirstOrDefault(type => Equals(type.TypeDiscriminator, said.GetValue<string>())) is { DerivedType: { } kind }
            ? kind
            : null;

    private static void CheckKind(JsonObject members, JsonPolymorphismOptions kinds, string path, List<ConfigProblem> problems)
    {
        string discriminator = kinds.TypeDiscriminatorPropertyName;
        if (KindOf(members, kinds) is { } kind)
        {
            CheckMembers(members, EdgeJson.Default.GetTypeInfo(kind)!, path, problems, discriminator);
            return;
        }

        string found = members.TryGetPropertyValue(discriminator, out JsonNode? said) ? (said is null ? "It is null." : $"It is {Found(said)}.") : "It is missing.";
        problems.Add(new(Join(path, discriminator), $"{found} Write one of: {string.Join(", ", kinds.DerivedTypes.Select(type => type.TypeDiscriminator))}."));
    }

    private static void CheckMembers(JsonObject members, JsonTypeInfo info, string path, List<ConfigProblem> problems, string? discriminator = null)
    {
        foreach ((string name, _) in members)
        {
            if (name != discriminator && !info.Properties.Any(property => property.Name == name))
            {
                string known = string.Join(", ", info.Properties.Select(property => property.Name));
                problems.Add(new(Join(path, name), $"There is no such member. Remove it, or write one of: {known}."));
            }
        }

        foreach (JsonPropertyInfo property in info.Properties)
        {
            if (members.TryGetPropertyValue(property.Name, out JsonNode? value))
            {
                bool nullable = property.AssociatedParameter?.IsNullable ?? property.IsSetNullable;
                CheckValue(value, property.PropertyType, nullable, Join(path, property.Name), problems);
            }
            else if (property.IsRequired)
            {
                problems.Add(new(Join(path, property.Name), $"It is missing. Write {Wanted(property.PropertyType)}."));
            }
        }
    }

    private static bool Reads(JsonNode node, JsonTypeInfo info)
    {
        try
        {
            return node.Deserialize(info) is not null;
        }
        catch (JsonException)
        {
            return false;
        }
    }

    private static string Found(JsonNode node) => node.GetValueKind() switch
    {
        JsonValueKind.Object => "an object",
        JsonValueKind.Array => "a list",
        JsonValueKind.String => $"the text {node.ToJsonString()}",
        JsonValueKind.True or JsonValueKind.False => node.ToJsonString(),
        _ => $"the number {node.ToJsonString()}",
    };

    private static string Wanted(Type type)
    {
        Type plain = Nullable.GetUnderlyingType(type) ?? type;
        if (plain == typeof(string))
        {
            return "text";
        }

        if (plain == typeof(bool))
        {
            return "true or false";
        }

        if (plain == typeof(int) || plain == typeof(long))
        {
            return "a whole number";
        }

        if (plain == typeof(double))
        {
            return "a number";
        }

        if (plain.IsEnum)
        {
            return "one of " + string.Join(", ", Enum.GetValuesAsUnderlyingType(plain).Cast<object>()
                .Select(value => JsonSerializer.SerializeToNode(Enum.ToObject(plain, value), EdgeJson.Default.GetTypeInfo(plain)!)!.ToJsonString()));
        }

        JsonTypeInfo? info = EdgeJson.Default.GetTypeInfo(plain);
        return info?.Kind switch
        {
            JsonTypeInfoKind.Enumerable => "a list",
            JsonTypeInfoKind.Object => $"an object with {string.Join(", ", info.Properties.Select(property => property.Name))}",
            _ => "an object",
        };
    }

    private static string Join(string path, string name) => path.Length == 0 ? name : $"{path}.{name}";

    private static string Shown(string path) => path.Length == 0 ? "$" : path;
}
