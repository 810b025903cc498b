using System.CommandLine;
using System.Globalization;
using Edge.Contracts;
using Edge.Ctl.Appliance;

namespace Edge.Ctl.Inbox;

/// <summary><c>edgectl inbox list</c>: received objects, those that are flagged among them.</summary>
internal static class InboxList
{
    private const int DefaultLimit = 100;

    /// <summary>The verb.</summary>
    public static Command Create()
    {
        Option<string?> data = ApplianceOptions.Data();
        Option<bool> json = ApplianceOptions.Json();
        var flagged = new Option<bool>("--flagged") { Description = "Only objects that are kept but not routed, with the reason." };
        var limit = new Option<int>("--limit") { Description = "How many at most, the latest first.", DefaultValueFactory = _ => DefaultLimit };
        var command = new Command("list", "Lists received objects, the latest first.") { data, json, flagged, limit };
        command.SetAction((parsed, cancellation) => RunAsync(
            parsed.GetValue(data),
            string.Create(CultureInfo.InvariantCulture, $"v1/inbox?flagged={(parsed.GetValue(flagged) ? "true" : "false")}&limit={parsed.GetValue(limit)}"),
            parsed.GetValue(json),
            cancellation));
        return command;
    }

    private static async Task<int> RunAsync(string? data, string path, bool asJson, CancellationToken cancellation)
    {
        using var appliance = new ApplianceClient(data);
        IReadOnlyList<InstanceView> objects = await appliance.GetAsync(path, EdgeJson.Default.IReadOnlyListInstanceView, cancellation);
        if (asJson)
        {
            Listing.WriteJson(objects, EdgeJson.Default.IReadOnlyListInstanceView);
            return 0;
        }

        Listing.WriteTable(
            ["Received", "From", "SOP Instance UID", "Bytes", "File", "Flag"],
            objects.Select(view => (IReadOnlyList<string?>)
            [
                view.ReceivedAt.ToString("u", CultureInfo.InvariantCulture),
                view.CallingAe,
                view.SopInstanceUid,
                view.SizeBytes.ToString(CultureInfo.InvariantCulture),
                view.Path,
                view.Flag,
            ]));
        return 0;
    }
}
