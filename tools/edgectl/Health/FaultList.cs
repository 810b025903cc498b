using System.CommandLine;
using Edge.Contracts;
using Edge.Ctl.Appliance;

namespace Edge.Ctl.Health;

/// <summary><c>edgectl fault list</c>: what is wrong now, and what to do.</summary>
internal static class FaultList
{
    /// <summary>The verb.</summary>
    public static Command Create() => ApplianceVerb.Single(
        new Command("list", "Lists what is wrong now, the oldest first."),
        static async (appliance, _, cancellation) => (await appliance.GetAsync("v1/health", EdgeJson.Default.HealthReport, cancellation)).Faults,
        EdgeJson.Default.IReadOnlyListFaultView,
        static faults => Listing.WriteTable(
            ["Since", "Severity", "Code", "What", "What to do"],
            faults.Select(fault => (IReadOnlyList<string?>)
                [Cells.Time(fault.Since), fault.Severity, fault.Code, $"{fault.Title}: {fault.Detail}", fault.Action])));
}
