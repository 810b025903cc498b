using System.CommandLine;
using Edge.Contracts;
using Edge.Ctl.Appliance;

namespace Edge.Ctl.Stow;

/// <summary><c>edgectl stow list</c>: who may send objects over HTTP.</summary>
internal static class StowList
{
    /// <summary>The verb.</summary>
    public static Command Create()
    {
        Option<string?> data = ApplianceOptions.Data();
        Option<bool> json = ApplianceOptions.Json();
        var command = new Command("list", "Lists who may send objects over HTTP.") { data, json };
        command.SetAction((parsed, cancellation) => RunAsync(parsed.GetValue(data), parsed.GetValue(json), cancellation));
        return command;
    }

    /// <summary>Prints tokens.</summary>
    public static void Write(IReadOnlyList<StowTokenView> tokens, bool asJson)
    {
        if (asJson)
        {
            Listing.WriteJson(tokens, EdgeJson.Default.IReadOnlyListStowTokenView);
        }
        else
        {
            Listing.WriteTable(
                ["Name", "Made"], tokens.Select(token => (IReadOnlyList<string?>)[token.Name, Cells.Time(token.CreatedAt)]));
        }
    }

    private static async Task<int> RunAsync(string? data, bool asJson, CancellationToken cancellation)
    {
        using var appliance = new ApplianceClient(data);
        Write(await appliance.GetAsync("v1/stow/tokens", EdgeJson.Default.IReadOnlyListStowTokenView, cancellation), asJson);
        return 0;
    }
}
