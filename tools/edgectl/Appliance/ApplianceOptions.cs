using System.CommandLine;

namespace Edge.Ctl.Appliance;

/// <summary>Options that verbs on a running appliance share.</summary>
internal static class ApplianceOptions
{
    /// <summary><c>--data DIR</c>: which appliance.</summary>
    public static Option<string?> Data()
    {
        var option = new Option<string?>("--data")
        {
            Description = "Data directory of the appliance (default: $EDGE_DATA, else /var/lib/edge where it exists, else ~/.local/share/edge).",
            HelpName = "DIR",
        };
        option.Validators.Add(result =>
        {
            if (result.GetValueOrDefault<string?>() is { } named && string.IsNullOrWhiteSpace(named))
            {
                result.AddError("--data is empty. Name the data directory of the appliance, or leave the option out.");
            }
        });
        return option;
    }

    /// <summary><c>--json</c>: for programs.</summary>
    public static Option<bool> Json() => new("--json") { Description = "Print JSON." };
}
