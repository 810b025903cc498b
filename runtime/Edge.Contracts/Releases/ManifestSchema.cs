using System.Xml.Linq;

namespace Edge.Contracts;

/// <summary>Writes the JSON schema (2020-12) of <see cref="ModelManifest"/>, for editors.</summary>
public static class ManifestSchema
{
    /// <summary>The schema as indented JSON with a final line feed, equal for equal records.</summary>
    /// <param name="documentation">The compiler's documentation file of this assembly: its summaries become descriptions.</param>
    public static string Write(XDocument documentation)
    {
        ArgumentNullException.ThrowIfNull(documentation);
        return SchemaText.Write(EdgeJson.Default.ModelManifest, "Manifest of a model release for an Edge appliance", documentation);
    }
}
