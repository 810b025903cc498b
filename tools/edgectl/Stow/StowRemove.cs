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
        return ApplianceVerb.Single(
            new Command("remove", "Takes a token back: the next request with it is refused.") { name },
            (appliance, parsed, cancellation) => appliance.DeleteAsync(
                $"v1/stow/tokens/{Uri.EscapeDataString(parsed.GetRequiredValue(name))}", EdgeJson.Default.IReadOnlyListStowTokenView, cancellation),
            EdgeJson.Default.IReadOnlyListStowTokenView,
            StowList.Write);
    }
}
