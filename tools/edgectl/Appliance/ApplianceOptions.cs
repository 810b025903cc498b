using System.CommandLine;

namespace Edge.Ctl.Appliance;

/// <summary>Options that verbs on a running appliance share.</summary>
internal static class ApplianceOptions
{
    /// <summary><c>--data DIR</c>: which appliance.</summary>
    public static Option<string?> Data() => new("--data")
    {
        Description = "Data directory of the appliance (default: $EDGE_DATA, else /var/lib/edge where it exists, else ~/.local/share/edge).",
        HelpName = "DIR",
    };

    /// <summary><c>--json</c>: for programs.</summary>
    public static Option<bool> Json() => new("--json") { Description = "Print JSON." };
}
