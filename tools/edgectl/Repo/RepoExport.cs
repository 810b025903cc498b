using System.CommandLine;
using Edge.Releases.Repository;

namespace Edge.Ctl.Repo;

/// <summary><c>edgectl repo export REPO DIR</c>: the same tree on a USB stick.</summary>
internal static class RepoExport
{
    /// <summary>The verb.</summary>
    public static Command Create()
    {
        Argument<string> repository = RepoArguments.Repository();
        var folder = new Argument<string>("DIR") { Description = "Folder to copy to." };
        var command = new Command("export", "Copies what devices see to a folder, a USB stick for example, and shows that a device accepts it.") { repository, folder };
        command.SetAction(async (parsed, cancellation) =>
        {
            using RepositoryFolder source = RepositoryFolder.Open(parsed.GetRequiredValue(repository), create: false);
            string destination = parsed.GetRequiredValue(folder);
            int targets = await new RepositoryExport(source, TimeProvider.System).RunAsync(destination, cancellation);
            Console.WriteLine($"{destination}: {targets} targets.");
            return 0;
        });
        return command;
    }
}
