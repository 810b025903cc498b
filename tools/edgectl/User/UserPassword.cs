using System.CommandLine;
using Edge.Contracts;
using Edge.Ctl.Appliance;

namespace Edge.Ctl.User;

/// <summary><c>edgectl user password NAME</c>: sets a password and ends the user's sign-ins.</summary>
internal static class UserPassword
{
    /// <summary>The verb.</summary>
    public static Command Create()
    {
        var name = new Argument<string>("NAME") { Description = "Whose." };
        var verb = new Command("password", "Sets a user's password. Who is signed in as that user is signed out.") { name };
        var password = new GivenPassword(verb);
        return ApplianceVerb.Single(
            verb,
            async (appliance, parsed, cancellation) => await appliance.PostAsync(
                $"v1/users/{Uri.EscapeDataString(parsed.GetRequiredValue(name))}/password",
                new UserRequest(null, await password.ReadAsync(parsed, cancellation)),
                EdgeJson.Default.UserRequest,
                EdgeJson.Default.UserMade,
                cancellation),
            EdgeJson.Default.UserMade,
            GivenPassword.Write);
    }
}
