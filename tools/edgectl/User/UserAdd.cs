using System.CommandLine;
using Edge.Contracts;
using Edge.Ctl.Appliance;

namespace Edge.Ctl.User;

/// <summary><c>edgectl user add NAME --role ROLE</c>: adds a user of the page. The first one lets the page be reached from elsewhere.</summary>
internal static class UserAdd
{
    /// <summary>The verb.</summary>
    public static Command Create()
    {
        var name = new Argument<string>("NAME") { Description = "Name to sign in with: 1 to 32 of A-Z a-z 0-9 - _ and full stops." };
        var role = new Option<UserRole>("--role") { Description = "What the user may do: viewer, technician or administrator.", Required = true };
        var verb = new Command("add", "Adds a user of the page and prints a password, this once.") { name, role };
        var password = new GivenPassword(verb);
        return ApplianceVerb.Single(
            verb,
            async (appliance, parsed, cancellation) => await appliance.PostAsync(
                $"v1/users/{Uri.EscapeDataString(parsed.GetRequiredValue(name))}",
                new UserRequest(parsed.GetRequiredValue(role), await password.ReadAsync(parsed, cancellation)),
                EdgeJson.Default.UserRequest,
                EdgeJson.Default.UserMade,
                cancellation),
            EdgeJson.Default.UserMade,
            GivenPassword.Write);
    }
}
