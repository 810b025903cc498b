using System.CommandLine;
using Edge.Contracts;
using Edge.Dicom;

namespace Edge.Ctl.Config;

/// <summary><c>edgectl config check FILE</c>: every problem of a device configuration at once, and a warning for each model that is not there yet.</summary>
internal static class ConfigCheck
{
    /// <summary>The verb.</summary>
    public static Command Create()
    {
        var file = new Argument<string>("FILE") { Description = "Device configuration." };
        var overrides = new Option<string[]>("--set")
        {
            Description = "Override KEY=VALUE, for example dicom.listeners.0.port=0; may be given again.",
            HelpName = "KEY=VALUE",
        };
        var data = new Option<string?>("--data") { Description = "Data directory of an appliance, to check the file together with what was set on its page.", HelpName = "DIR" };
        var command = new Command("check", "Reports every problem of a device configuration, each with its path and what to write instead.")
        {
            file,
            overrides,
            data,
        };
        command.SetAction(parsed => Run(parsed.GetRequiredValue(file), parsed.GetValue(overrides) ?? [], parsed.GetValue(data)));
        return command;
    }

    private static int Run(string file, string[] overrides, string? data)
    {
        ConfigOutcome outcome = ConfigFile.Read(
            file, overrides, static keyword => DicomDictionary.TryFindKeyword(keyword, out _), data is null ? null : new DataDirectory(Path.GetFullPath(data)).Settings);
        if (outcome.Config is null)
        {
            foreach (ConfigProblem problem in outcome.Problems)
            {
                Console.Error.WriteLine($"{file}: {problem}");
            }

            return 1;
        }

        foreach (string model in MissingModels(outcome.Config))
        {
            Console.Error.WriteLine(
                $"{file}: warning: a route leads to model '{model}', of which no release is active in {outcome.Config.Models.Directory}. Its studies wait until it is installed.");
        }

        Console.WriteLine($"{file}: ok, digest {outcome.Digest}");
        return 0;
    }

    // A warning only: a configuration is written before the models come, and may be checked on another machine.
    private static IEnumerable<string> MissingModels(DeviceConfig config) => config.Routes
        .Select(route => route.Model)
        .Distinct(StringComparer.Ordinal)
        .Where(model => !File.Exists(Path.Combine(config.Models.Directory, model, ModelPointer.FileName)));
}
