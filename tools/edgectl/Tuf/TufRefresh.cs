using System.CommandLine;
using Edge.Releases.Sources;
using Edge.Releases.Tuf;

namespace Edge.Ctl.Tuf;

/// <summary><c>edgectl tuf refresh</c>: brings trusted metadata up to date.</summary>
internal static class TufRefresh
{
    /// <summary>The verb.</summary>
    public static Command Create(TufOptions options)
    {
        var command = new Command("refresh", "Brings trusted metadata up to date.");
        command.SetAction(async (parsed, cancellation) =>
        {
            IReleaseSource metadata = TufOptions.Source(TufOptions.Required(parsed, options.MetadataUrl));
            using MetadataStore store = MetadataStore.Open(parsed.GetRequiredValue(options.MetadataDirectory));
            await TufOptions.Client(store, metadata, metadata).RefreshAsync(cancellation);
            return 0;
        });
        return command;
    }
}
