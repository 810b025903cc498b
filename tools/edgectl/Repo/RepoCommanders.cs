using System.CommandLine;
using Edge.Ctl.Appliance;
using Edge.Ctl.Release;

namespace Edge.Ctl.Repo;

/// <summary><c>edgectl repo commanders REPO</c>: whose signature devices obey (<c>edgectl fleet command</c>).</summary>
internal static class RepoCommanders
{
    /// <summary>The verb.</summary>
    public static Command Create()
    {
        Argument<string> repository = RepoArguments.Repository();
        var add = new Option<string[]>("--add") { Description = "Public key that may command from then on; may be given again.", HelpName = "FILE" };
        var remove = new Option<string[]>("--remove") { Description = "Key id that may not command any more; may be given again.", HelpName = "ID" };
        var threshold = new Option<int?>("--threshold") { Description = "How many must sign a command (at first: 1).", HelpName = "N" };
        var command = new Command("commanders", "Stages targets that name who may command devices.") { repository, add, remove, threshold };
        command.SetAction(parsed =>
        {
            string root = parsed.GetRequiredValue(repository);
            string[] added = [.. (parsed.GetValue(add) ?? []).Select(KeyFile.ReadText)];
            string[] removed = parsed.GetValue(remove) ?? [];
            int? needed = parsed.GetValue(threshold);
            if (needed < 1 || (added.Length == 0 && removed.Length == 0 && needed is null))
            {
                throw new ApplianceException("Give --add, --remove or --threshold; at least one key must sign.");
            }

            (IReadOnlyList<string> keys, long signatures) = RepoArguments.With(root, work => work.ChangeCommanders(added, removed, needed));
            Console.WriteLine(keys.Count == 0 ? "Nobody may command devices." : $"{signatures} of these keys command devices:\n  {string.Join("\n  ", keys)}");
            RepoArguments.SayNext(root, "targets");
            return 0;
        });
        return command;
    }
}
