using System.CommandLine;
using Edge.Contracts;
using Edge.Ctl.Appliance;
using Edge.Dicom;

namespace Edge.Ctl.Config;

/// <summary><c>edgectl config show FILE</c>: every value that an appliance runs with, and whether it comes from the file or from the page.</summary>
internal static class ConfigShow
{
    /// <summary>The verb.</summary>
    public static Command Create()
    {
        var file = new Argument<string>("FILE") { Description = "Device configuration." };
        Option<string?> data = ApplianceOptions.Data();
        var command = new Command("show", "Prints every value that an appliance runs with, and whether it comes from the file or was set on the page; --set of the service is not known here.")
        {
            file,
            data,
        };
        command.SetAction(parsed => Run(parsed.GetRequiredValue(file), ApplianceClient.Directory(parsed.GetValue(data)).Settings));
        return command;
    }

    private static int Run(string file, string settings)
    {
        ConfigOutcome outcome = ConfigFile.Read(file, [], static keyword => DicomDictionary.TryFindKeyword(keyword, out _), settings);
        if (outcome.Config is null)
        {
            foreach (ConfigProblem problem in outcome.Problems)
            {
                Console.Error.WriteLine($"{file}: {problem}");
            }

            return 1;
        }

        ConfigOverlay? overlay = SettingsFile.Read(settings, out _).Current;
        Listing.WriteTable(
            ["Setting", "Value", "From"],
            ConfigListing.List(outcome.Root, path => overlay?.Sets(path) == true ? "page" : "file").Select(value => (IReadOnlyList<string?>)[value.Path, value.Value, value.Source]));
        Console.WriteLine($"digest {outcome.Digest}{(overlay is null ? "" : $", settings of the page: version {overlay.Version} of {overlay.ChangedAt:u}, by {overlay.By}")}");
        return 0;
    }
}
