using System.CommandLine;
using Edge.Releases.Offers;

namespace Edge.Ctl.Repo;

/// <summary><c>edgectl repo assign REPO MODEL VERSION --to PATTERN</c>: which devices get a release.</summary>
internal static class RepoAssign
{
    /// <summary>The verb.</summary>
    public static Command Create()
    {
        Argument<string> repository = RepoArguments.Repository();
        Argument<string> model = RepoArguments.Model();
        Argument<string> version = RepoArguments.Version();
        var to = new Option<string[]>("--to")
        {
            Description = "Devices as SITE/DEVICE, where * stands for any letters: north/*, */*. May be given again; replaces what was assigned. Without it: none.",
            HelpName = "PATTERN",
        };
        var command = new Command("assign", "Stages to which devices a release goes.") { repository, model, version, to };
        command.SetAction(parsed =>
        {
            string root = parsed.GetRequiredValue(repository);
            string[] patterns = parsed.GetValue(to) ?? [];
            ReleaseOffer offer = RepoArguments.With(
                root, work => work.ChangeOffer(parsed.GetRequiredValue(model), parsed.GetRequiredValue(version), before => before with { Assigned = patterns }));
            Console.WriteLine($"{offer.Name} {offer.Version} goes to {(patterns.Length == 0 ? "no device" : string.Join(", ", patterns))}.");
            RepoArguments.SayNext(root, "targets");
            return 0;
        });
        return command;
    }
}
