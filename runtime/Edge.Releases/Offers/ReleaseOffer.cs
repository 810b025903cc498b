using System.Text.Json;
using System.Text.Json.Nodes;
using Edge.Releases.Commands;
using Edge.Releases.Json;
using Edge.Releases.Tuf;

namespace Edge.Releases.Offers;

/// <summary>
/// A release as the signers of the targets offer it: its files are the targets below <see cref="Folder"/>, and this is the <c>custom</c> object
/// of its manifest.
/// </summary>
/// <param name="Name">Name of the model: 1 to 64 of a-z, 0-9 and -.</param>
/// <param name="Version">Version of the model.</param>
/// <param name="Counter">Rises by one with each release of the model; a device never goes below the highest it has committed.</param>
/// <param name="DeviceKinds">Kinds of devices it is for; null for all.</param>
/// <param name="LeastRuntime">Least version of the runtime it needs.</param>
/// <param name="Notes">What operators should know.</param>
/// <param name="Assigned">Which devices get it: patterns of <c>SITE/DEVICE</c>, where <c>*</c> stands for any letters but <c>/</c>.</param>
/// <param name="SuspendedBecause">Why it must not run anywhere; null when it may.</param>
public sealed record ReleaseOffer(
    string Name,
    string Version,
    long Counter,
    IReadOnlyList<string>? DeviceKinds,
    Version LeastRuntime,
    string Notes,
    IReadOnlyList<string> Assigned,
    string? SuspendedBecause)
{
    /// <summary>The file of a release that carries the offer.</summary>
    public const string ManifestName = "manifest.json";

    /// <summary>Most patterns or device kinds of a release.</summary>
    public const int ListLengthMax = 1024;

    private const string Member = "edge";
    private const string Root = "models";
    private const int NameLengthMax = 64;

    /// <summary>Where its files are, in target paths and with a slash at the end.</summary>
    public string Folder => FolderOf(Name, Version);

    /// <summary>Where the files of a release are.</summary>
    /// <exception cref="TrustException">A name or version of other letters.</exception>
    public static string FolderOf(string name, string version)
    {
        ArgumentNullException.ThrowIfNull(name);
        ArgumentNullException.ThrowIfNull(version);
        bool named = name.Length is > 0 and <= NameLengthMax && name.All(letter => char.IsAsciiLetterLower(letter) || char.IsAsciiDigit(letter) || letter == '-');
        bool versioned = version.Length is > 0 and <= NameLengthMax
            && version.All(letter => char.IsAsciiLetterOrDigit(letter) || letter is '.' or '-' or '+')
            && char.IsAsciiLetterOrDigit(version[0]);
        return named && versioned
            ? $"{Root}/{name}/{version}/"
            : throw new TrustException(TrustFailure.Malformed, $"'{name}' {version} is no name and version of a release.");
    }

    /// <summary>Reads the offer that a target carries; null when it carries none.</summary>
    /// <exception cref="TrustException">It is malformed, or speaks for another release than the target's path.</exception>
    public static ReleaseOffer? Read(TargetFile target)
    {
        ArgumentNullException.ThrowIfNull(target);
        if (target.Custom is not { } custom || new JsonFields(custom, target.Path).OptionalObject(Member) is not { } fields)
        {
            return null;
        }

        string least = fields.Text("leastRuntime");
        var offer = new ReleaseOffer(
            fields.Text("name"),
            fields.Text("version"),
            fields.Whole("counter", 1),
            fields.Has("deviceKinds") ? fields.Texts("deviceKinds", ListLengthMax) : null,
            System.Version.TryParse(least, out Version? version) ? version : throw new TrustException(TrustFailure.Malformed, $"{target.Path} needs a runtime '{least}', which is no version."),
            fields.Text("notes"),
            fields.Texts("assigned", ListLengthMax),
            fields.OptionalText("suspended"));
        return offer.Folder + ManifestName == target.Path
            ? offer
            : throw new TrustException(TrustFailure.Malformed, $"{target.Path} carries the offer of {offer.Name} {offer.Version}.");
    }

    /// <summary>Every offer among targets, by name and counter.</summary>
    /// <exception cref="TrustException">One is malformed.</exception>
    public static IReadOnlyList<ReleaseOffer> All(IEnumerable<TargetFile> targets) =>
        [.. targets.Select(Read).OfType<ReleaseOffer>().OrderBy(offer => offer.Name, StringComparer.Ordinal).ThenBy(offer => offer.Counter)];

    /// <summary>Whether it is assigned to a device.</summary>
    public bool IsFor(string site, string device) => DeviceGroup.Includes(Assigned, site, device);

    /// <summary>Requires that a device of this kind with this runtime may install it over what it has.</summary>
    /// <param name="deviceKind">Kind of the device.</param>
    /// <param name="runtime">Version of its runtime.</param>
    /// <param name="floor">Highest counter of this model that the device has committed; 0 for none.</param>
    /// <exception cref="TrustException">It may not.</exception>
    public void RequireInstallable(string deviceKind, Version runtime, long floor)
    {
        if (SuspendedBecause is not null)
        {
            throw new TrustException(TrustFailure.WrongDevice, $"{Name} {Version} is suspended: {SuspendedBecause}");
        }

        if (DeviceKinds?.Contains(deviceKind) == false)
        {
            throw new TrustException(TrustFailure.WrongDevice, $"{Name} {Version} is for {string.Join(", ", DeviceKinds)}; this device is a {deviceKind}.");
        }

        if (runtime < LeastRuntime)
        {
            throw new TrustException(TrustFailure.WrongDevice, $"{Name} {Version} needs runtime {LeastRuntime}; this one is {runtime}.");
        }

        if (Counter < floor)
        {
            throw new TrustException(TrustFailure.Rollback, $"{Name} {Version} has the release counter {Counter}; this device has committed {floor}.");
        }
    }

    /// <summary>The <c>custom</c> object.</summary>
    internal JsonObject Write() => new()
    {
        [Member] = new JsonObject
        {
            ["name"] = Name,
            ["version"] = Version,
            ["counter"] = Counter,
            ["deviceKinds"] = DeviceKinds is null ? null : JsonSerializer.SerializeToNode(DeviceKinds),
            ["leastRuntime"] = LeastRuntime.ToString(),
            ["notes"] = Notes,
            ["assigned"] = JsonSerializer.SerializeToNode(Assigned),
            ["suspended"] = SuspendedBecause,
        },
    };
}
