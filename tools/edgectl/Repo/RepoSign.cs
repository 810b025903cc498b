using System.CommandLine;
using Edge.Ctl.Release;
using Edge.Releases.Keys;
using Edge.Releases.Repository;

namespace Edge.Ctl.Repo;

/// <summary><c>edgectl repo sign REPO ROLE --key KEY</c>: one key's signature on what is staged, on a machine that needs no network.</summary>
internal static class RepoSign
{
    /// <summary>The verb.</summary>
    public static Command Create(KeyFile keys)
    {
        Argument<string> repository = RepoArguments.Repository();
        Argument<string> role = RepoArguments.Role("root", "targets");
        var key = new Option<string>("--key") { Description = "Key file that signs.", HelpName = "KEY", Required = true };
        var command = new Command("sign", "Adds one key's signature to what is staged of a role.") { repository, role, key, keys.PassphraseFile };
        command.SetAction(parsed =>
        {
            using SigningKey signing = keys.Read(parsed, parsed.GetRequiredValue(key));
            string signed = parsed.GetRequiredValue(role);
            SigningProgress progress = RepoArguments.With(parsed.GetRequiredValue(repository), work => work.Sign(signed, signing));
            Console.WriteLine($"{signed}: {progress.Done} of {progress.Needed} signatures{(progress.IsComplete ? ", ready to publish" : "")}");
            return 0;
        });
        return command;
    }
}
