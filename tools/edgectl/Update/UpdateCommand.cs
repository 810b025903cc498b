using System.CommandLine;
using Edge.Contracts;
using Edge.Ctl.Appliance;

namespace Edge.Ctl.Update;

/// <summary><c>edgectl update</c>: what the update agent does, and what it waits for.</summary>
internal static class UpdateCommand
{
    /// <summary>The verbs.</summary>
    public static Command Create()
    {
        var from = new Argument<string>("directory") { Description = "A tree that edgectl repo export made, on a USB stick for example.", HelpName = "DIR" };
        return new Command("update", "Signed releases: what is offered, fetched, tried and served.")
        {
            Verb(new Command("status", "Shows every update and what it waits for."), HttpMethod.Get, static _ => "v1/updates"),
            Verb(new Command("check", "Looks for releases now."), HttpMethod.Post, static _ => "v1/updates/check"),
            Verb(
                new Command("import", "Looks for releases in a directory, and takes them from there.") { from },
                HttpMethod.Post,
                parsed => $"v1/updates/check?from={Uri.EscapeDataString(Path.GetFullPath(parsed.GetRequiredValue(from)))}"),
            OfModel("approve", "Says yes to what the update of a model waits for."),
            OfModel("roll-back", "Takes back what is on probation, or calls off what does not serve yet."),
        };
    }

    private static Command OfModel(string verb, string description)
    {
        var model = new Argument<string>("model") { Description = "Model, as edgectl update status shows it.", HelpName = "MODEL" };
        return Verb(
            new Command(verb, description) { model }, HttpMethod.Post, parsed => $"v1/updates/{Uri.EscapeDataString(parsed.GetRequiredValue(model))}/{verb}");
    }

    private static Command Verb(Command verb, HttpMethod method, Func<ParseResult, string> path)
    {
        var data = new Option<string?>("--data")
        {
            Description = "Directory of the update agent (default: $EDGE_UPDATER_DATA, else /var/lib/edge-updater where it exists, else ~/.local/share/edge-updater).",
            HelpName = "DIR",
        };
        Option<bool> json = ApplianceOptions.Json();
        verb.Add(data);
        verb.Add(json);
        verb.SetAction(async (parsed, cancellation) =>
        {
            UpdaterDirectory directory = parsed.GetValue(data) is { Length: > 0 } named ? new UpdaterDirectory(Path.GetFullPath(named)) : UpdaterDirectory.Default;
            using var agent = new ApplianceClient(directory.Socket, $"No update agent runs on {directory.Root}");
            UpdaterStatus status = method == HttpMethod.Get
                ? await agent.GetAsync(path(parsed), EdgeJson.Default.UpdaterStatus, cancellation)
                : await agent.PostAsync(path(parsed), EdgeJson.Default.UpdaterStatus, cancellation);
            if (parsed.GetValue(json))
            {
                Listing.WriteJson(status, EdgeJson.Default.UpdaterStatus);
            }
            else
            {
                UpdateTable.Write(status);
            }

            return 0;
        });
        return verb;
    }
}
