using System.CommandLine;
using Edge.Ctl.Appliance;
using Edge.Releases.Sources;
using Edge.Releases.Tuf;

namespace Edge.Ctl.Tuf;

/// <summary><c>edgectl tuf download</c>: targets, in order, each verified; stops at the first that fails.</summary>
internal static class TufDownload
{
    /// <summary>The verb.</summary>
    public static Command Create(TufOptions options)
    {
        var command = new Command("download", "Brings metadata up to date and downloads targets.");
        command.SetAction(async (parsed, cancellation) =>
        {
            IReleaseSource metadata = TufOptions.Source(TufOptions.Required(parsed, options.MetadataUrl));
            IReleaseSource targets = TufOptions.Source(TufOptions.Required(parsed, options.TargetBaseUrl));
            string folder = TufOptions.Required(parsed, options.TargetDirectory);
            string[] names = parsed.GetValue(options.TargetNames) ?? [];
            if (names.Length == 0)
            {
                throw new ApplianceException("Give --target-name.");
            }

            using MetadataStore store = MetadataStore.Open(parsed.GetRequiredValue(options.MetadataDirectory));
            TufClient client = TufOptions.Client(store, metadata, targets);
            await client.RefreshAsync(cancellation);
            Directory.CreateDirectory(folder);
            foreach (string name in names)
            {
                TargetFile target = await client.FindAsync(name, cancellation)
                    ?? throw new ApplianceException($"The repository has no target {name}.");
                bool fetched = await client.DownloadAsync(target, Path.Combine(folder, target.FileName), keepPartial: false, cancellation);
                Console.WriteLine($"{name}: {(fetched ? "downloaded" : "already here")}, {target.SizeBytes} bytes");
            }

            return 0;
        });
        return command;
    }
}
