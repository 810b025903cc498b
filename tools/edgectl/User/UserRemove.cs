using System.CommandLine;
using Edge.Contracts;
using Edge.Ctl.Appliance;

namespace Edge.Ctl.User;

/// <summary><c>edgectl user remove NAME</c>: ends a user's sign-ins and takes the user away.</summary>
internal static class UserRemove
{
    /// <summary>The verb.</summary>
    public static Command Create()
    {
        var name = new Argument<string>("NAME") { Description = "Who." };
        return ApplianceVerb.Single(
            new Command("remove", "Takes a user away. Who is signed in as that user is signed out at once.") { name },
            (appliance, parsed, cancellation) => appliance.DeleteAsync(
                $"v1/users/{Uri.EscapeDataString(parsed.GetRequiredValue(name))}", EdgeJson.Default.IReadOnlyListUserView, cancellation),
            EdgeJson.Default.IReadOnlyListUserView,
            UserList.Write);
    }
}
