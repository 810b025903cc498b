using System.CommandLine;
using System.Xml.Linq;
using Edge.Contracts;

namespace Edge.Ctl.Config;

/// <summary><c>edgectl config schema</c>: the JSON schema that device-configs/device-config.schema.json holds.</summary>
internal static class ConfigSchemaVerb
{
    /// <summary>The verb.</summary>
    public static Command Create()
    {
        var command = new Command("schema", "Prints the JSON schema of device configurations.");
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

        Console.Write(ConfigSchema.Write(XDocument.Load(documentation)));
        return 0;
    }
}
