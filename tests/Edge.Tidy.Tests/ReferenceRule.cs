using System.Text.Json;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace Edge.Tidy.Tests;

/// <summary>What an operator can configure or read is in the operator's documents: every configuration member, every fault.</summary>
internal static class ReferenceRule
{
    private const string Schema = "device-configs/device-config.schema.json";
    private const string Configuration = "docs/configuration.md";
    private const string Faults = "docs/faults.md";
    private const string Catalogue = "runtime/Edge.Runtime/Faults/FaultCatalogue.";

    public static IEnumerable<string> Violations(SourceTree tree) =>
        Missing(tree, Configuration, Members(tree)).Concat(Missing(tree, Faults, FaultCodes(tree)));

    private static IEnumerable<string> Missing(SourceTree tree, string document, IEnumerable<string> words)
    {
        string text = tree.Files.SingleOrDefault(file => file.Path == document)?.Text ?? "";
        return words.Where(word => !text.Contains($"`{word}`", StringComparison.Ordinal)).Select(word => $"{document} does not say what {word} is.");
    }

    private static IEnumerable<string> FaultCodes(SourceTree tree) =>
        from file in tree.Files
        where file.Path.StartsWith(Catalogue, StringComparison.Ordinal)
        from creation in file.Nodes<ImplicitObjectCreationExpressionSyntax>()
        let first = creation.ArgumentList.Arguments.FirstOrDefault()?.Expression as LiteralExpressionSyntax
        where first is not null
        select first.Token.ValueText;

    private static IEnumerable<string> Members(SourceTree tree)
    {
        string? schema = tree.Files.SingleOrDefault(file => file.Path == Schema)?.Text;
        return schema is null ? [] : Members(JsonDocument.Parse(schema).RootElement, "");
    }

    /// <summary>Paths such as <c>dicom.listeners[].port</c>; an object counts only by its members, a list also by itself.</summary>
    private static IEnumerable<string> Members(JsonElement schema, string path)
    {
        if (schema.TryGetProperty("items", out JsonElement items))
        {
            foreach (string member in Members(items, path + "[]"))
            {
                yield return member;
            }
        }

        if (!schema.TryGetProperty("properties", out JsonElement properties))
        {
            yield break;
        }

        foreach (JsonProperty property in properties.EnumerateObject())
        {
            string member = path.Length == 0 ? property.Name : $"{path}.{property.Name}";
            string[] inner = [.. Members(property.Value, member)];
            if (inner.Length == 0 || inner[0].StartsWith(member + "[]", StringComparison.Ordinal))
            {
                yield return member;
            }

            foreach (string name in inner)
            {
                yield return name;
            }
        }
    }
}
