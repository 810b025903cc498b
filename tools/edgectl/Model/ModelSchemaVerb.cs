using System.CommandLine;
using System.Xml.Linq;
using Edge.Contracts;

namespace Edge.Ctl.Model;

/// <summary><c>edgectl model schema</c>: the JSON schema that docs/manifest.schema.json holds.</summary>
internal static class ModelSchemaVerb
{
    /// <summary>The verb.</summary>
    public static Command Create()
    {
        var command = new Command("schema", "Prints the JSON schema of model manifests.");
        command.SetAction(_ => Run());
        return command;
    }

    private static int Run()
    {
        string documentation = Path.Combine(AppContext.BaseDirectory, "Edge.Contracts.xml");
        if (!File.Exists(documentation))
        {
            Console.Error.WriteLine($"{documentation} is missing. Install edgectl again, with its documentation files.");
            return 1;
        }

        Console.Write(ManifestSchema.Write(XDocument.Load(documentation)));
        return 0;
    }
}
