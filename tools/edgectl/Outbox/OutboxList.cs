using System.CommandLine;
using Edge.Contracts;
using Edge.Ctl.Appliance;

namespace Edge.Ctl.Outbox;

/// <summary><c>edgectl outbox list</c>: what goes out, where to, and why it has not gone yet.</summary>
internal static class OutboxList
{
    private static readonly string[] States = ["waiting", "delivered", "set-aside"];

    /// <summary>The verb.</summary>
    public static Command Create()
    {
        var state = new Option<string?>("--state") { Description = "Only rows in this state.", HelpName = string.Join('|', States) };
        state.AcceptOnlyFromAmong(States);
        Option<int> limit = LimitOption.Create();
        Option<string?> data = ApplianceOptions.Data();
        Option<bool> json = ApplianceOptions.Json();
        var command = new Command("list", "Lists what goes out, the newest first.") { state, limit, data, json };
        command.SetAction((parsed, cancellation) => RunAsync(
            parsed.GetValue(state), parsed.GetValue(limit), parsed.GetValue(data), parsed.GetValue(json), cancellation));
        return command;
    }

    private static async Task<int> RunAsync(string? state, int limit, string? data, bool asJson, CancellationToken cancellation)
    {
        using var appliance = new ApplianceClient(data);
        string path = $"v1/outbox?limit={limit}" + (state is null ? "" : $"&state={state}");
        IReadOnlyList<OutboxRowView> rows = await appliance.GetAsync(path, EdgeJson.Default.IReadOnlyListOutboxRowView, cancellation);
        if (asJson)
        {
            Listing.WriteJson(rows, EdgeJson.Default.IReadOnlyListOutboxRowView);
            return 0;
        }

        Listing.WriteTable(
            ["Row", "Destination", "State", "Result", "Created", "Not taken", "Next try", "Why"],
            rows.Select(row => (IReadOnlyList<string?>)
            [
                Cells.Number(row.Id),
                row.Destination,
                row.State,
                row.ResultId,
                Cells.Time(row.CreatedAt),
                Cells.Number(row.Attempts),
                row.NotBefore is { } next ? Cells.Time(next) : null,
                row.Reason,
            ]));
        return 0;
    }
}
