using System.CommandLine;
using Edge.Contracts;
using Edge.Ctl.Appliance;

namespace Edge.Ctl.Inbox;

/// <summary><c>edgectl inbox conflicts [UID]</c>: objects with different content under one UID, and what differs.</summary>
internal static class InboxConflicts
{
    /// <summary>The verb.</summary>
    public static Command Create()
    {
        var uid = new Argument<string?>("uid")
        {
            Description = "SOP Instance UID: shows what differs, with values. They are patients' data.",
            HelpName = "UID",
            Arity = ArgumentArity.ZeroOrOne,
        };
        Option<string?> data = ApplianceOptions.Data();
        Option<bool> json = ApplianceOptions.Json();
        var all = new Option<bool>("--all") { Description = "Also those that are settled." };
        var command = new Command("conflicts", "Lists objects that were received with different content under one SOP Instance UID.") { uid, data, json, all };
        command.SetAction((parsed, cancellation) => parsed.GetValue(uid) is { } one
            ? ShowAsync(one, parsed.GetValue(data), parsed.GetValue(json), cancellation)
            : ListAsync(parsed.GetValue(all), parsed.GetValue(data), parsed.GetValue(json), cancellation));
        return command;
    }

    /// <summary>Prints one conflict.</summary>
    public static void Write(ConflictDetail detail, bool asJson)
    {
        if (asJson)
        {
            Listing.WriteJson(detail, EdgeJson.Default.ConflictDetail);
            return;
        }

        IReadOnlyList<ConflictContent> contents = detail.Conflict.Contents;
        WriteContents([detail.Conflict]);
        Listing.WriteTable(
            ["Attribute", .. contents.Select(content => Path.GetFileName(content.File))],
            detail.Differences.Select(difference => (IReadOnlyList<string?>)[$"{difference.Tag} {difference.Keyword}", .. difference.Values.Select(value => value ?? "(absent)")]));
        if (detail.Problem is { } problem)
        {
            Console.WriteLine(problem);
        }
    }

    private static async Task<int> ListAsync(bool all, string? data, bool asJson, CancellationToken cancellation)
    {
        using var appliance = new ApplianceClient(data);
        IReadOnlyList<ConflictView> conflicts = await appliance.GetAsync(
            $"v1/inbox/conflicts?all={(all ? "true" : "false")}", EdgeJson.Default.IReadOnlyListConflictView, cancellation);
        if (asJson)
        {
            Listing.WriteJson(conflicts, EdgeJson.Default.IReadOnlyListConflictView);
        }
        else
        {
            WriteContents(conflicts);
        }

        return 0;
    }

    private static async Task<int> ShowAsync(string uid, string? data, bool asJson, CancellationToken cancellation)
    {
        using var appliance = new ApplianceClient(data);
        Write(await appliance.GetAsync($"v1/inbox/conflicts/{Uri.EscapeDataString(uid)}", EdgeJson.Default.ConflictDetail, cancellation), asJson);
        return 0;
    }

    private static void WriteContents(IReadOnlyList<ConflictView> conflicts) => Listing.WriteTable(
        ["SOP Instance UID", "State", "Received", "From", "Bytes", "File", "Flag"],
        conflicts.SelectMany(conflict => conflict.Contents.Select(content => (IReadOnlyList<string?>)
        [
            conflict.SopInstanceUid,
            conflict.State,
            Cells.Time(content.ReceivedAt),
            content.CallingAe,
            Cells.Number(content.SizeBytes),
            content.File,
            content.Flag,
        ])));
}
