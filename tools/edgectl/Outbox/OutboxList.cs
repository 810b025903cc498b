using System.CommandLine;
using Edge.Contracts;
using Edge.Ctl.Appliance;

namespace Edge.Ctl.Outbox;

/// <summary><c>edgectl outbox list</c>: what goes out, where to, and why it has not gone yet.</summary>
internal static class OutboxList
{
    private static readonly string[] States = ["waiting", "stored", "delivered", "set-aside"];

    /// <summary>The verb.</summary>
    public static Command Create()
    {
        var state = new Option<string?>("--state") { Description = "Only rows in this state.", HelpName = string.Join('|', States) };
        state.AcceptOnlyFromAmong(States);
        var destination = new Option<string?>("--destination") { Description = "Only rows that go there.", HelpName = "DESTINATION" };
        return ApplianceVerb.Paged(
            new Command("list", "Lists what goes out, the newest first.") { state, destination },
            parsed => "v1/outbox?"
                + (parsed.GetValue(state) is { } wanted ? $"&state={wanted}" : "")
                + (parsed.GetValue(destination) is { } where ? $"&destination={Uri.EscapeDataString(where)}" : ""),
            EdgeJson.Default.IReadOnlyListOutboxRowView,
            EdgeJson.Default.OutboxRowView,
            Write);
    }

    private static void Write(IReadOnlyList<OutboxRowView> rows) => Listing.WriteTable(
        ["Row", "Destination", "State", "Urgency", "Result", "Object", "Created", "Not taken", "Next try", "Why"],
        rows.Select(row => (IReadOnlyList<string?>)
        [
            Cells.Number(row.Id),
            row.Destination,
            row.State,
            row.Urgency is { } urgency ? Cells.Urgency(urgency) : null,
            row.ResultId,
            row.SopInstanceUid,
            Cells.Time(row.CreatedAt),
            Cells.Number(row.Attempts),
            row.NotBefore is { } next ? Cells.Time(next) : null,
            row.Reason,
        ]));
}
