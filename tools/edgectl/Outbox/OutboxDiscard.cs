using System.CommandLine;
using Edge.Contracts;
using Edge.Ctl.Appliance;

namespace Edge.Ctl.Outbox;

/// <summary><c>edgectl outbox discard DESTINATION</c>: what waits for an archive that the configuration has no more is forgotten.</summary>
internal static class OutboxDiscard
{
    /// <summary>The verb.</summary>
    public static Command Create()
    {
        var destination = new Argument<string>("DESTINATION") { Description = "An archive that was removed from the configuration, as edgectl outbox destinations shows it: pacs:NAME." };
        return ApplianceVerb.Single(
            new Command("discard", "Forgets all rows of an archive that the configuration has no more. The results stay.") { destination },
            (appliance, parsed, cancellation) => appliance.PostAsync(
                $"v1/outbox/discard?destination={Uri.EscapeDataString(parsed.GetRequiredValue(destination))}", EdgeJson.Default.OutboxDiscarded, cancellation),
            EdgeJson.Default.OutboxDiscarded,
            static discarded => Console.WriteLine($"{discarded.Rows} rows of {discarded.Destination} were forgotten."));
    }
}
