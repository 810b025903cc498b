using System.CommandLine;
using System.Globalization;
using Edge.Contracts;
using Edge.Ctl.Appliance;

namespace Edge.Ctl.Health;

/// <summary><c>edgectl fault list</c>: what is wrong now, and what to do.</summary>
internal static class FaultList
{
    /// <summary>The verb.</summary>
    public static Command Create()
    {
        Option<string?> data = ApplianceOptions.Data();
        Option<bool> json = ApplianceOptions.Json();
        var command = new Command("list", "Lists what is wrong now, the oldest first.") { data, json };
        command.SetAction((parsed, cancellation) => RunAsync(parsed.GetValue(data), parsed.GetValue(json), cancellation));
        return command;
    }

    private static async Task<int> RunAsync(string? data, bool asJson, CancellationToken cancellation)
    {
        using var appliance = new ApplianceClient(data);
        HealthReport health = await appliance.GetAsync("v1/health", EdgeJson.Default.HealthReport, cancellation);
        if (asJson)
        {
            Listing.WriteJson(health.Faults, EdgeJson.Default.IReadOnlyListFaultView);
            return 0;
        }

        Listing.WriteTable(
            ["Since", "Severity", "Code", "What", "What to do"],
            health.Faults.Select(fault => (IReadOnlyList<string?>)
                [fault.Since.ToString("u", CultureInfo.InvariantCulture), fault.Severity, fault.Code, $"{fault.Title}: {fault.Detail}", fault.Action]));
        return 0;
    }
}
