using System.CommandLine;
using Edge.Contracts;
using Edge.Ctl.Appliance;

namespace Edge.Ctl.User;

/// <summary><c>edgectl user list</c>: who may sign in to the page.</summary>
internal static class UserList
{
    /// <summary>The verb.</summary>
    public static Command Create() => ApplianceVerb.Single(
        new Command("list", "Lists who may sign in to the page."),
        static (appliance, _, cancellation) => appliance.GetAsync("v1/users", EdgeJson.Default.IReadOnlyListUserView, cancellation),
        EdgeJson.Default.IReadOnlyListUserView,
        Write);

    /// <summary>Prints users.</summary>
    public static void Write(IReadOnlyList<UserView> users) => Listing.WriteTable(
        ["Name", "Role", "Added", "Password set"],
        users.Select(user => (IReadOnlyList<string?>)[user.Name, user.Role.ToString().ToLowerInvariant(), Cells.Time(user.CreatedAt), Cells.Time(user.PasswordSetAt)]));
}
