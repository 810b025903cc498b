using System.CommandLine;
using Edge.Contracts;
using Edge.Ctl.Appliance;

namespace Edge.Ctl.Stow;

/// <summary><c>edgectl stow list</c>: who may send objects over HTTP.</summary>
internal static class StowList
{
    /// <summary>The verb.</summary>
    public static Command Create() => ApplianceVerb.Single(
        new Command("list", "Lists who may send objects over HTTP."),
        static (appliance, _, cancellation) => appliance.GetAsync("v1/stow/tokens", EdgeJson.Default.IReadOnlyListStowTokenView, cancellation),
        EdgeJson.Default.IReadOnlyListStowTokenView,
        Write);

    /// <summary>Prints tokens.</summary>
    public static void Write(IReadOnlyList<StowTokenView> tokens) => Listing.WriteTable(
        ["Name", "Made"], tokens.Select(token => (IReadOnlyList<string?>)[token.Name, Cells.Time(token.CreatedAt)]));
}
