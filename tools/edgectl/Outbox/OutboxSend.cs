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
        return ApplianceVerb.Single(
            new Command("send", "Sends a row now, also one that was set aside or delivered before.") { row },
            (appliance, parsed, cancellation) =>
                appliance.PostAsync($"v1/outbox/{parsed.GetRequiredValue(row)}/send", EdgeJson.Default.OutboxRowView, cancellation),
            EdgeJson.Default.OutboxRowView,
            static sent => Console.WriteLine($"Row {sent.Id} is sent to {sent.Destination}; edgectl outbox list shows when it was delivered."));
    }
}
