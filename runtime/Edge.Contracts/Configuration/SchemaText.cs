using System.Reflection;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Schema;
using System.Text.Json.Serialization.Metadata;
using System.Text.RegularExpressions;
using System.Xml.Linq;

namespace Edge.Contracts;

/// <summary>Writes the JSON schema (2020-12) of a record, for editors.</summary>
internal static partial class SchemaText
{
    private static readonly JsonSerializerOptions Written = new()
    {
        WriteIndented = true,
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    };

    /// <summary>The schema as indented JSON with a final line feed, equal for equal records.</summary>
    /// <param name="type">The record.</param>
    /// <param name="title">Title of the schema.</param>
    /// <param name="documentation">The compiler's documentation file of this assembly: its summaries become descriptions.</param>
    /// <param name="schemaMember">Member in which a file may name its schema; null where it may not.</param>
    public static string Write(JsonTypeInfo type, string title, XDocument documentation, string? schemaMember = null)
    {
        Dictionary<string, XElement> members = documentation.Descendants("member")
            .ToDictionary(member => (string)member.Attribute("name")!, StringComparer.Ordinal);
        JsonNode schema = type.GetJsonSchemaAsNode(new JsonSchemaExporterOptions
        {
            TreatNullObliviousAsNonNullable = true,
            TransformSchemaNode = (context, node) => Describe(context, node, members),
        });
        var described = new JsonObject
        {
            ["$schema"] = "https://json-schema.org/draft/2020-12/schema",
            ["title"] = title,
        };
        foreach ((string name, JsonNode? value) in schema.AsObject())
        {
            described[name] = value?.DeepClone();
        }

        if (schemaMember is not null)
        {
            described["properties"]![schemaMember] = new JsonObject { ["type"] = "string", ["description"] = "Where editors find this schema." };
        }

        return described.ToJsonString(Written) + "\n";
    }

    private static JsonNode Describe(JsonSchemaExporterContext context, JsonNode node, Dictionary<string, XElement> members)
    {
        if (Description(context, members) is { Length: > 0 } text && node is JsonObject described)
        {
            described.Insert(0, "description", text);
        }

        return node;
    }

    private static string? Description(JsonSchemaExporterContext context, Dictionary<string, XElement> members)
    {
        if (context.PropertyInfo is not { } property)
        {
            return members.TryGetValue($"T:{context.TypeInfo.Type.FullName}", out XElement? type) ? Plain(type.Element("summary")) : null;
        }

        Type owner = property.DeclaringType;
        if (property.AssociatedParameter is { Name: { } parameter }
            && members.TryGetValue($"T:{owner.FullName}", out XElement? record)
            && record.Elements("param").FirstOrDefault(element => (string?)element.Attribute("name") == parameter) is { } documented)
        {
            return Plain(documented);
        }

        string name = (property.AttributeProvider as MemberInfo)?.Name ?? property.Name;
        return members.TryGetValue($"P:{owner.FullName}.{name}", out XElement? member) ? Plain(member.Element("summary")) : null;
    }

    private static string? Plain(XElement? element) => element is null ? null : WhiteSpace().Replace(element.Value, " ").Trim();

    [GeneratedRegex(@"\s+")]
    private static partial Regex WhiteSpace();
}
