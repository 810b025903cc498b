using System.CommandLine;
using Edge.Ctl.Release;
using Edge.Releases.Repository;

namespace Edge.Ctl.Repo;

/// <summary><c>edgectl repo init REPO</c>: a repository with a first root to sign.</summary>
internal static class RepoInit
{
    /// <summary>The verb.</summary>
    public static Command Create()
    {
        Argument<string> repository = RepoArguments.Repository();
        Dictionary<string, Option<string[]>> keys = ReleaseRepository.Roles.ToDictionary(role => role, role => new Option<string[]>($"--{role}-key")
        {
            Description = $"Public key that signs for {role}; may be given again.",
            HelpName = "FILE",
            Required = true,
        });
        Dictionary<string, Option<int>> thresholds = ReleaseRepository.Roles.ToDictionary(role => role, role => new Option<int>($"--{role}-threshold")
        {
            Description = $"How many of them must sign for {role} (default: {DefaultThreshold(role)}).",
            HelpName = "N",
            DefaultValueFactory = _ => DefaultThreshold(role),
        });
        var command = new Command("init", "Makes a repository. Root and targets are to be signed before it can be published.") { repository };
        foreach (string role in ReleaseRepository.Roles)
        {
            command.Add(keys[role]);
            command.Add(thresholds[role]);
        }

        command.SetAction(parsed =>
        {
            string root = parsed.GetRequiredValue(repository);
            Dictionary<string, IReadOnlyList<string>> material = keys.ToDictionary(
                entry => entry.Key, entry => (IReadOnlyList<string>)[.. parsed.GetRequiredValue(entry.Value).Select(KeyFile.ReadText)]);
            using RepositoryFolder folder = RepositoryFolder.Open(root, create: true);
            new ReleaseRepository(folder, TimeProvider.System).Initialize(material, thresholds.ToDictionary(entry => entry.Key, entry => parsed.GetValue(entry.Value)));
            RepoArguments.SayNext(root, "root");
            RepoArguments.SayNext(root, "targets");
            return 0;
        });
        return command;
    }

    // Design: root 2 of 3.
    private static int DefaultThreshold(string role) => role == "root" ? 2 : 1;
}
