using System.CommandLine;
using Edge.Releases.Tuf;

namespace Edge.Ctl.Tuf;

/// <summary><c>edgectl tuf init ROOT</c>: the first trusted root, from a source that is trusted by itself.</summary>
internal static class TufInit
{
    /// <summary>The verb.</summary>
    public static Command Create(TufOptions options)
    {
        var root = new Argument<FileInfo>("TRUSTED_ROOT") { Description = "root.json to start with." };
        var command = new Command("init", "Puts a trusted root into the metadata folder.") { root };
        command.SetAction(async (parsed, cancellation) =>
        {
            byte[] file = await File.ReadAllBytesAsync(parsed.GetRequiredValue(root).FullName, cancellation);
            using MetadataStore store = MetadataStore.Open(parsed.GetRequiredValue(options.MetadataDirectory));
            store.Initialize(file);
            return 0;
        });
        return command;
    }
}
