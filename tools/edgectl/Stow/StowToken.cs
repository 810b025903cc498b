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
        return ApplianceVerb.Single(
            new Command("token", "Makes a token and prints it, this once. One of that name no longer counts.") { name },
            (appliance, parsed, cancellation) => appliance.PostAsync(
                $"v1/stow/tokens/{Uri.EscapeDataString(parsed.GetRequiredValue(name))}", EdgeJson.Default.StowTokenMade, cancellation),
            EdgeJson.Default.StowTokenMade,
            Write);
    }

    // Nothing else on standard output, so that the token can go where it is needed without being shown.
    private static void Write(StowTokenMade made)
    {
        Console.Error.WriteLine($"{made.Name} sends it with each request, as Authorization: Bearer TOKEN. It is not kept and cannot be shown again.");
        Console.WriteLine(made.Token);
    }
}
