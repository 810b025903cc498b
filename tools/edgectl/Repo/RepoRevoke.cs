using System.CommandLine;
using Edge.Ctl.Appliance;
using Edge.Releases.Offers;

namespace Edge.Ctl.Repo;

/// <summary><c>edgectl repo revoke REPO MODEL VERSION --reason TEXT</c>: a release that must not run anywhere any more.</summary>
internal static class RepoRevoke
{
    /// <summary>The verb.</summary>
    public static Command Create()
    {
        Argument<string> repository = RepoArguments.Repository();
        Argument<string> model = RepoArguments.Model();
        Argument<string> version = RepoArguments.Version();
        var reason = new Option<string?>("--reason") { Description = "Why it must not run; shown on every device.", HelpName = "TEXT" };
        var undo = new Option<bool>("--undo") { Description = "Takes the suspension back." };
        var command = new Command("revoke", "Stages the suspension of a release.") { repository, model, version, reason, undo };
        command.SetAction(parsed =>
        {
            string root = parsed.GetRequiredValue(repository);
            string? why = parsed.GetValue(reason);
            if (parsed.GetValue(undo) == !string.IsNullOrWhiteSpace(why))
            {
                throw new ApplianceException("Give --reason, or --undo.");
            }

            ReleaseOffer offer = RepoArguments.With(
                root, work => work.ChangeOffer(parsed.GetRequiredValue(model), parsed.GetRequiredValue(version), before => before with { SuspendedBecause = why }));
            Console.WriteLine($"{offer.Name} {offer.Version} is {(why is null ? "no longer suspended" : "suspended")}.");
            RepoArguments.SayNext(root, "targets");
            return 0;
        });
        return command;
    }
}
