using System.CommandLine;
using Edge.Contracts;
using Edge.Ctl.Appliance;

namespace Edge.Ctl.Inbox;

/// <summary><c>edgectl inbox keep UID FILE</c>: an operator chooses among contents under one UID, or has an object worked on that was kept aside.</summary>
internal static class InboxKeep
{
    /// <summary>The verb.</summary>
    public static Command Create()
    {
        var uid = new Argument<string>("uid") { Description = "SOP Instance UID.", HelpName = "UID" };
        var file = new Argument<string>("file") { Description = "The object to use, as edgectl inbox conflicts shows it.", HelpName = "FILE" };
        Option<string?> data = ApplianceOptions.Data();
        Option<bool> json = ApplianceOptions.Json();
        var command = new Command("keep", "Chooses which content is used under a SOP Instance UID. The others stay, flagged; the choice is logged.") { uid, file, data, json };
        command.SetAction((parsed, cancellation) =>
            RunAsync(parsed.GetRequiredValue(uid), parsed.GetRequiredValue(file), parsed.GetValue(data), parsed.GetValue(json), cancellation));
        return command;
    }

    private static async Task<int> RunAsync(string uid, string file, string? data, bool asJson, CancellationToken cancellation)
    {
        using var appliance = new ApplianceClient(data);
        string inbox = ApplianceClient.Directory(data).Inbox + "/";
        string below = file.StartsWith(inbox, StringComparison.Ordinal) ? file[inbox.Length..] : file;
        ConflictView objects = await appliance.PostAsync(
            $"v1/inbox/conflicts/{Uri.EscapeDataString(uid)}/keep?file={Uri.EscapeDataString(below)}", EdgeJson.Default.ConflictView, cancellation);
        if (asJson)
        {
            Listing.WriteJson(objects, EdgeJson.Default.ConflictView);
        }
        else
        {
            Console.WriteLine($"{below} is used for {uid}. Its study is worked on again where that changed something.");
        }

        return 0;
    }
}
