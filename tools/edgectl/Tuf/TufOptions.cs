using System.CommandLine;
using Edge.Ctl.Appliance;
using Edge.Releases.Sources;
using Edge.Releases.Tuf;

namespace Edge.Ctl.Tuf;

/// <summary>The options that the verbs of <c>edgectl tuf</c> share; they may stand before the verb.</summary>
internal sealed class TufOptions
{
    public Option<string> MetadataDirectory { get; } = new("--metadata-dir")
    {
        Description = "Folder of trusted metadata.",
        HelpName = "DIR",
        Required = true,
        Recursive = true,
    };

    public Option<string?> MetadataUrl { get; } = new("--metadata-url")
    {
        Description = "Where the repository's metadata is: an http, https or file URL.",
        HelpName = "URL",
        Recursive = true,
    };

    public Option<string[]> TargetNames { get; } = new("--target-name")
    {
        Description = "Target path to download; may be given again.",
        HelpName = "PATH",
        Recursive = true,
    };

    public Option<string?> TargetBaseUrl { get; } = new("--target-base-url")
    {
        Description = "Where the repository's targets are: an http, https or file URL.",
        HelpName = "URL",
        Recursive = true,
    };

    public Option<string?> TargetDirectory { get; } = new("--target-dir")
    {
        Description = "Folder to download to. A target's path is percent-encoded into one file name.",
        HelpName = "DIR",
        Recursive = true,
    };

    /// <summary>The value of an option that this verb cannot do without.</summary>
    /// <exception cref="ApplianceException">It is missing.</exception>
    public static T Required<T>(ParseResult parsed, Option<T?> option)
        where T : class =>
        parsed.GetValue(option) ?? throw new ApplianceException($"Give {option.Name}.");

    /// <summary>The source that a URL names.</summary>
    /// <exception cref="ApplianceException">It names none.</exception>
    public static IReleaseSource Source(string url)
    {
        if (Uri.TryCreate(url, UriKind.Absolute, out Uri? address))
        {
            if (address.IsFile)
            {
                return new DirectorySource(address.LocalPath);
            }

            if (address.Scheme == Uri.UriSchemeHttp || address.Scheme == Uri.UriSchemeHttps)
            {
                return new HttpSource(address);
            }
        }

        throw new ApplianceException($"'{url}' is no http, https or file URL.");
    }

    /// <summary>A client on an open store.</summary>
    public static TufClient Client(MetadataStore store, IReleaseSource metadata, IReleaseSource targets) =>
        new(store, metadata, targets, TufLimits.Default, TimeProvider.System);
}
