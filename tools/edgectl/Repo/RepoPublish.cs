using System.CommandLine;
using Edge.Ctl.Release;
using Edge.Releases.Keys;
using Edge.Releases.Repository;

namespace Edge.Ctl.Repo;

/// <summary><c>edgectl repo publish REPO</c>: makes what is staged visible, and renews snapshot and timestamp.</summary>
internal static class RepoPublish
{
    /// <summary>The verb.</summary>
    public static Command Create(KeyFile keys)
    {
        Argument<string> repository = RepoArguments.Repository();
        Option<string[]> snapshot = KeyFile.Option("--snapshot-key", "Key file of the snapshot role; may be given again.");
        Option<string[]> timestamp = KeyFile.Option("--timestamp-key", "Key file of the timestamp role; may be given again.");
        snapshot.Required = timestamp.Required = true;
        var command = new Command("publish", "Makes what is staged and signed visible; without anything staged it renews snapshot and timestamp.")
        {
            repository, snapshot, timestamp, keys.PassphraseFile,
        };
        command.SetAction(parsed =>
        {
            SigningKey[] snapshotKeys = [.. parsed.GetRequiredValue(snapshot).Select(file => keys.Read(parsed, file))];
            SigningKey[] timestampKeys = [.. parsed.GetRequiredValue(timestamp).Select(file => keys.Read(parsed, file))];
            try
            {
                using RepositoryFolder folder = RepositoryFolder.Open(parsed.GetRequiredValue(repository), create: false);
                new RepositoryPublisher(folder, TimeProvider.System).Publish(snapshotKeys, timestampKeys);
                Console.WriteLine($"Published in {folder.Public}.");
                return 0;
            }
            finally
            {
                Array.ForEach([.. snapshotKeys, .. timestampKeys], key => key.Dispose());
            }
        });
        return command;
    }
}
