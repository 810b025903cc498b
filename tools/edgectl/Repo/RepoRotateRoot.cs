using System.CommandLine;
using Edge.Ctl.Appliance;
using Edge.Ctl.Release;
using Edge.Releases.Repository;

namespace Edge.Ctl.Repo;

/// <summary><c>edgectl repo rotate-root REPO</c>: a next root, with other keys or thresholds for a role.</summary>
internal static class RepoRotateRoot
{
    /// <summary>The verb.</summary>
    public static Command Create()
    {
        Argument<string> repository = RepoArguments.Repository();
        var role = new Option<string>("--role") { Description = "Whose keys change (default: root).", HelpName = "ROLE", DefaultValueFactory = _ => "root" };
        role.AcceptOnlyFromAmong([.. ReleaseRepository.Roles]);
        var add = new Option<string[]>("--add") { Description = "Public key that may sign from then on; may be given again.", HelpName = "FILE" };
        var remove = new Option<string[]>("--remove") { Description = "Key id that may not sign any more; may be given again.", HelpName = "ID" };
        var threshold = new Option<int?>("--threshold") { Description = "How many must sign.", HelpName = "N" };
        var command = new Command("rotate-root", "Stages a root with other keys. The keys of the root before must sign it too.") { repository, role, add, remove, threshold };
        command.SetAction(parsed =>
        {
            string root = parsed.GetRequiredValue(repository);
            string[] added = [.. (parsed.GetValue(add) ?? []).Select(KeyFile.ReadText)];
            string[] removed = parsed.GetValue(remove) ?? [];
            int? needed = parsed.GetValue(threshold);
            if (needed < 1)
            {
                throw new ApplianceException("At least one key must sign.");
            }

            RepoArguments.With(root, work =>
            {
                work.Rotate(parsed.GetRequiredValue(role), added, removed, needed);
                return 0;
            });
            RepoArguments.SayNext(root, "root");
            return 0;
        });
        return command;
    }
}
