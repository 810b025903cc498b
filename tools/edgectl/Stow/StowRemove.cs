using System.CommandLine;
using Edge.Contracts;
using Edge.Ctl.Appliance;

namespace Edge.Ctl.Stow;

/// <summary><c>edgectl stow remove NAME</c>: takes a token back.</summary>
internal static class StowRemove
{
    /// <summary>The verb.</summary>
    public static Command Create()
    {
        var name = new Argument<string>("NAME") { Description = "Whose token." };
        Option<string?> data = ApplianceOptions.Data();
        Option<bool> json = ApplianceOptions.Json();
        var command = new Command("remove", "Takes a token back: the next request with it is refused.") { name, data, json };
        command.SetAction((parsed, cancellation) =>
            RunAsync(parsed.GetRequiredValue(name), parsed.GetValue(data), parsed.GetValue(json), cancellation));
        return command;
    }

    private static async Task<int> RunAsync(string name, string? data, bool asJson, CancellationToken cancellation)
    {
        using var appliance = new ApplianceClient(data);
        StowList.Write(
            await appliance.DeleteAsync($"v1/stow/tokens/{Uri.EscapeDataString(name)}", EdgeJson.Default.IReadOnlyListStowTokenView, cancellation), asJson);
        return 0;
    }
}
