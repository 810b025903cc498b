using System.CommandLine;
using Edge.Contracts;
using Edge.Ctl.Appliance;

namespace Edge.Ctl.Stow;

/// <summary><c>edgectl stow token NAME</c>: makes the token by which a sender brings objects over HTTP.</summary>
internal static class StowToken
{
    /// <summary>The verb.</summary>
    public static Command Create()
    {
        var name = new Argument<string>("NAME") { Description = "Who may send: 1 to 16 of A-Z a-z 0-9 - _. Objects are shown as coming from it." };
        Option<string?> data = ApplianceOptions.Data();
        Option<bool> json = ApplianceOptions.Json();
        var command = new Command("token", "Makes a token and prints it, this once. One of that name no longer counts.") { name, data, json };
        command.SetAction((parsed, cancellation) =>
            RunAsync(parsed.GetRequiredValue(name), parsed.GetValue(data), parsed.GetValue(json), cancellation));
        return command;
    }

    private static async Task<int> RunAsync(string name, string? data, bool asJson, CancellationToken cancellation)
    {
        using var appliance = new ApplianceClient(data);
        StowTokenMade made = await appliance.PostAsync($"v1/stow/tokens/{Uri.EscapeDataString(name)}", EdgeJson.Default.StowTokenMade, cancellation);
        if (asJson)
        {
            Listing.WriteJson(made, EdgeJson.Default.StowTokenMade);
        }
        else
        {
            // Nothing else on standard output, so that it can go where it is needed without being shown.
            await Console.Error.WriteLineAsync($"{made.Name} sends it with each request, as Authorization: Bearer TOKEN. It is not kept and cannot be shown again.");
            await Console.Out.WriteLineAsync(made.Token);
        }

        return 0;
    }
}
