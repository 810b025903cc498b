using System.CommandLine;

namespace Edge.Ctl.Tuf;

/// <summary>
/// <c>edgectl tuf</c>: the client of The Update Framework by itself, with the arguments that the public conformance suite gives (its
/// CLIENT-CLI.md).
/// </summary>
internal static class TufCommand
{
    public static Command Create()
    {
        var options = new TufOptions();
        return new Command("tuf", "A client of The Update Framework; needs no appliance.")
        {
            options.MetadataDirectory,
            options.MetadataUrl,
            options.TargetNames,
            options.TargetBaseUrl,
            options.TargetDirectory,
            TufInit.Create(options),
            TufRefresh.Create(options),
            TufDownload.Create(options),
        };
    }
}
