using System.CommandLine;
using Edge.Contracts;
using Edge.Ctl.Appliance;

namespace Edge.Ctl.Outbox;

/// <summary>
/// <c>edgectl outbox retry ROW</c>: an operator has a row sent again, one that was set aside, waits, or was delivered; with <c>--destination</c> all that was set aside for
/// it, which is tried at once.
/// </summary>
internal static class OutboxRetry
{
    /// <summary>The verb; <c>send</c> is its other name.</summary>
    public static Command Create()
    {
        var row = new Argument<long?>("row") { Description = "Row, as edgectl outbox list shows it.", HelpName = "ROW", Arity = ArgumentArity.ZeroOrOne };
        var destination = new Option<string?>("--destination")
        {
            Description = "Instead of a row: all that was set aside for this destination, as edgectl outbox destinations shows it.",
            HelpName = "DESTINATION",
        };
        var verb = new Command("retry", "Sends a row now, also one that was set aside or delivered before; or all of a destination.") { row, destination };
        verb.Aliases.Add("send");
        verb.Validators.Add(parsed =>
        {
            if (parsed.GetValue(row) is null == parsed.GetValue(destination) is null)
            {
                parsed.AddError("Name either a row or --destination. edgectl outbox list shows the rows, edgectl outbox destinations the destinations.");
            }
        });
        return ApplianceVerb.Single(
            verb,
            async (appliance, parsed, cancellation) => parsed.GetValue(destination) is { } wanted
                ? await appliance.PostAsync($"v1/outbox/send?destination={Uri.EscapeDataString(wanted)}", EdgeJson.Default.OutboxSentAgain, cancellation)
                : SentAgain(await appliance.PostAsync($"v1/outbox/{parsed.GetValue(row)}/send", EdgeJson.Default.OutboxRowView, cancellation)),
            EdgeJson.Default.OutboxSentAgain,
            static sent => Console.WriteLine($"{sent.Rows} rows are sent to {sent.Destination}; edgectl outbox list shows when they were delivered."));
    }

    private static OutboxSentAgain SentAgain(OutboxRowView row) => new(row.Destination, 1);
}
