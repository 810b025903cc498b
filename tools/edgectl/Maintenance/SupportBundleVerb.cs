using System.CommandLine;

namespace Edge.Ctl.Maintenance;

/// <summary><c>edgectl support-bundle FILE</c>: what support needs to see.</summary>
internal static class SupportBundleVerb
{
    /// <summary>The verb.</summary>
    public static Command Create() => FileVerb.Create(
        new Command("support-bundle", "Writes log, configuration without secrets, faults, versions and audit head of a running appliance into a ZIP file: no patient data, UIDs replaced."),
        "v1/support-bundle",
        "support-bundle.zip");
}
