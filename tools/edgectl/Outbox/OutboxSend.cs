using System.CommandLine;
using Edge.Contracts;
using Edge.Ctl.Appliance;

namespace Edge.Ctl.Outbox;

/// <summary><c>edgectl outbox send ROW</c>: an operator has a row sent again: one that was set aside, waits, or was delivered.</summary>
internal static class OutboxSend
{
    /// <summary>The verb.</summary>
    public static Command Create()
    {
        var row = new Argument<long>("row") { Description = "Row, as edgectl outbox list shows it.", HelpName = "ROW" };
        Option<string?> data = ApplianceOptions.Data();
        Option<bool> json = ApplianceOptions.Json();
        var command = new Command("send", "Sends a row now, also one that was set aside or delivered before.") { row, data, json };
        command.SetAction((parsed, cancellation) =>
            RunAsync(parsed.GetRequiredValue(row), parsed.GetValue(data), parsed.GetValue(json), cancellation));
        return command;
    }

    private static async Task<int> RunAsync(long id, string? data, bool asJson, CancellationToken cancellation)
    {
        using var appliance = new ApplianceClient(data);
        OutboxRowView row = await appliance.PostAsync($"v1/outbox/{id}/send", EdgeJson.Default.OutboxRowView, cancellation);
        if (asJson)
        {
            Listing.WriteJson(row, EdgeJson.Default.OutboxRowView);
        }
        else
        {
            Console.WriteLine($"Row {row.Id} is sent to {row.Destination}; edgectl outbox list shows when it was delivered.");
        }

        return 0;
    }
}
