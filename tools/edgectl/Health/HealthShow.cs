using System.CommandLine;
using System.Globalization;
using Edge.Contracts;
using Edge.Ctl.Appliance;

namespace Edge.Ctl.Health;

/// <summary><c>edgectl health</c>: how the appliance is.</summary>
internal static class HealthShow
{
    /// <summary>The verb.</summary>
    public static Command Create() => ApplianceVerb.Single(
        new Command("health", "Says how the appliance is; exit code 1 when it is failing."),
        static (appliance, _, cancellation) => appliance.GetAsync("v1/health", EdgeJson.Default.HealthReport, cancellation),
        EdgeJson.Default.HealthReport,
        static health => Listing.WriteTable(["Item", "Value"], Rows(health)),
        static health => health.Status == "failing" ? 1 : 0);


    private static IEnumerable<IReadOnlyList<string?>> Rows(HealthReport health)
    {
        yield return ["status", health.Status];
        yield return ["version", health.Version];
        yield return ["started", health.StartedAt.ToString("u", CultureInfo.InvariantCulture)];
        yield return ["dicom", string.Join(", ", health.DicomPorts)];
        yield return ["web", health.WebPort.ToString(CultureInfo.InvariantCulture)];
        yield return ["free MiB", health.FreeDiskMiB.ToString(CultureInfo.InvariantCulture)];
        foreach ((string name, long count) in health.Counts)
        {
            yield return [name, count.ToString(CultureInfo.InvariantCulture)];
        }

        foreach (FaultView fault in health.Faults)
        {
            yield return [fault.Code, $"{fault.Title}: {fault.Detail} {fault.Action}"];
        }
    }
}
