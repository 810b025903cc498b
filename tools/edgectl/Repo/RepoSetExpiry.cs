using System.CommandLine;
using Edge.Releases.Repository;

namespace Edge.Ctl.Repo;

/// <summary><c>edgectl repo set-expiry REPO ROLE DAYS</c>: for how long metadata holds.</summary>
internal static class RepoSetExpiry
{
    /// <summary>The verb.</summary>
    public static Command Create()
    {
        Argument<string> repository = RepoArguments.Repository();
        Argument<string> role = RepoArguments.Role([.. ReleaseRepository.Roles]);
        var days = new Argument<int>("DAYS") { Description = "Days, from 1 to 3650." };
        var command = new Command("set-expiry", "Sets for how many days new metadata of a role holds.") { repository, role, days };
        command.SetAction(parsed =>
        {
            string root = parsed.GetRequiredValue(repository);
            string changed = parsed.GetRequiredValue(role);
            int count = parsed.GetRequiredValue(days);
            RepoArguments.With(root, work =>
            {
                work.SetExpiry(changed, count);
                return 0;
            });
            if (changed is "root" or "targets")
            {
                RepoArguments.SayNext(root, changed);
            }
            else
            {
                Console.WriteLine($"The next {changed} that is published holds for {count} days.");
            }

            return 0;
        });
        return command;
    }
}
