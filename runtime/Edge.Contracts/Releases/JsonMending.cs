using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Serialization.Metadata;

namespace Edge.Contracts;

/// <summary>
/// Puts values of the right shape where JSON has others, so that what is sound in it can be checked further. What comes of a mended part is never
/// reported, and nothing mended ever runs.
/// </summary>
internal static class JsonMending
{
    /// <summary>The value itself where its shape is right, else one that is as near to it as can be.</summary>
    public static JsonNode? Mend(JsonNode? node, Type type, bool nullable)
    {
        var problems = new List<ConfigProblem>();
        ConfigShape.CheckValue(node, type, nullable, string.Empty, problems);
        if (problems.Count == 0)
        {
            return node?.DeepClone();
        }

        if (nullable && node is not (JsonObject or JsonArray))
        {
            return null;
        }

        JsonTypeInfo info = EdgeJson.Default.GetTypeInfo(Nullable.GetUnderlyingType(type) ?? type)!;
        return info.Kind switch
        {
            JsonTypeInfoKind.Enumerable => new JsonArray([.. (node as JsonArray ?? []).Select(item => Mend(item, info.ElementType!, nullable: false))]),
            JsonTypeInfoKind.Dictionary => new JsonObject((node as JsonObject ?? []).Select(entry => KeyValuePair.Create(entry.Key, Mend(entry.Value, info.ElementType!, nullable: false)))),
            JsonTypeInfoKind.Object => MendObject(node as JsonObject ?? [], info),
            _ => Plain(info.Type),
        };
    }

    private static JsonObject MendObject(JsonObject members, JsonTypeInfo info)
    {
        var mended = new JsonObject();
        if (info.PolymorphismOptions is { } kinds)
        {
            JsonDerivedType kind = kinds.DerivedTypes.FirstOrDefault(each => each.DerivedType == ConfigShape.KindOf(members, kinds), kinds.DerivedTypes[0]);
            mended[kinds.TypeDiscriminatorPropertyName] = (string)kind.TypeDiscriminator!;
            info = EdgeJson.Default.GetTypeInfo(kind.DerivedType)!;
        }

        foreach (JsonPropertyInfo property in info.Properties)
        {
            bool given = members.TryGetPropertyValue(property.Name, out JsonNode? value);
            if (given || property.IsRequired)
            {
                mended[property.Name] = Mend(value, property.PropertyType, property.AssociatedParameter?.IsNullable ?? property.IsSetNullable);
            }
        }

        return mended;
    }

    private static JsonNode? Plain(Type type)
    {
        if (type == typeof(string))
        {
            return string.Empty;
        }

        if (type == typeof(bool))
        {
            return false;
        }

        return type.IsEnum ? JsonSerializer.SerializeToNode(Enum.GetValuesAsUnderlyingType(type).Cast<object>().Select(value => Enum.ToObject(type, value)).First(), EdgeJson.Default.GetTypeInfo(type)!) : 1;
    }
}
