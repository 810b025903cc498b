using System.CommandLine;
using Edge.Contracts;
using Edge.Ctl.Appliance;

namespace Edge.Ctl.Outbox;

/// <summary><c>edgectl outbox destinations</c>: where things go, what waits there, and why nothing goes there now.</summary>
internal static class OutboxDestinations
{
    /// <summary>The verb.</summary>
    public static Command Create() => ApplianceVerb.Single(
        new Command("destinations", "Lists where things go, how much waits, and what is wrong."),
        static (appliance, _, cancellation) => appliance.GetAsync("v1/outbox/destinations", EdgeJson.Default.IReadOnlyListOutboxDestinationView, cancellation),
        EdgeJson.Default.IReadOnlyListOutboxDestinationView,
        Write);

    private static void Write(IReadOnlyList<OutboxDestinationView> destinations) => Listing.WriteTable(
        ["Destination", "Waiting", "Stored", "Set aside", "Delivered", "Waits since", "Next try", "What is wrong"],
        destinations.Select(one => (IReadOnlyList<string?>)
        [
            one.Destination,
            Cells.Number(one.Waiting),
            Cells.Number(one.Stored),
            Cells.Number(one.SetAside),
            Cells.Number(one.Delivered),
            one.OldestWaiting is { } oldest ? Cells.Time(oldest) : null,
            one.NextTry is { } next ? Cells.Time(next) : null,
            one.Trouble,
        ]));
}
