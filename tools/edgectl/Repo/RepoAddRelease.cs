using System.CommandLine;
using Edge.Contracts;
using Edge.Ctl.Appliance;
using Edge.Ctl.Release;
using Edge.Releases.ModelSigning;
using Edge.Releases.Offers;

namespace Edge.Ctl.Repo;

/// <summary><c>edgectl repo add-release REPO DIR</c>: takes a signed release in.</summary>
internal static class RepoAddRelease
{
    /// <summary>The verb.</summary>
    public static Command Create()
    {
        Argument<string> repository = RepoArguments.Repository();
        Argument<string> folder = ReleaseFolder.Argument();
        var key = new Option<string?>("--key") { Description = "Public key, PEM, that must have signed the release.", HelpName = "FILE" };
        var authorities = new Option<string[]>("--authority") { Description = "Root certificate, PEM, above the signer's; may be given again.", HelpName = "FILE" };
        var kinds = new Option<string[]>("--device-kind") { Description = "Kind of device it is for; may be given again (default: all).", HelpName = "KIND" };
        var runtime = new Option<Version>("--least-runtime")
        {
            Description = "Least version of the runtime it needs (default: 0.0).",
            HelpName = "VERSION",
            DefaultValueFactory = _ => new Version(0, 0),
            CustomParser = result =>
            {
                if (Version.TryParse(result.Tokens[0].Value, out Version? version))
                {
                    return version;
                }

                result.AddError($"'{result.Tokens[0].Value}' is no version.");
                return null;
            },
        };
        var notes = new Option<string>("--notes") { Description = "What operators should know.", HelpName = "TEXT", DefaultValueFactory = _ => "" };
        var command = new Command("add-release", "Verifies a signed release, copies it in and stages an offer of it. It is assigned to no device yet.")
        {
            repository, folder, key, authorities, kinds, runtime, notes,
        };
        command.SetAction(parsed =>
        {
            string root = parsed.GetRequiredValue(repository);
            string directory = parsed.GetRequiredValue(folder);
            ModelSignature.Verify(
                directory, ReleaseFolder.SignatureOf(directory, null), ReleaseVerify.Trust(parsed.GetValue(key), parsed.GetValue(authorities) ?? []), []);
            (string name, string version) = NameOf(directory);
            string[] forKinds = parsed.GetValue(kinds) ?? [];
            var terms = new ReleaseOffer(
                name, version, 1, forKinds.Length == 0 ? null : forKinds, parsed.GetRequiredValue(runtime), parsed.GetRequiredValue(notes), [], null);
            ReleaseOffer offer = RepoArguments.With(root, work => work.AddRelease(directory, terms));
            Console.WriteLine($"{offer.Name} {offer.Version} has the release counter {offer.Counter}. Assign it: edgectl repo assign {root} {offer.Name} {offer.Version} --to SITE/DEVICE");
            RepoArguments.SayNext(root, "targets");
            return 0;
        });
        return command;
    }

    private static (string Name, string Version) NameOf(string directory)
    {
        string path = Path.Combine(directory, ReleaseOffer.ManifestName);
        try
        {
            using FileStream file = File.OpenRead(path);
            ModelManifest manifest = System.Text.Json.JsonSerializer.Deserialize(file, EdgeJson.Default.ModelManifest)
                ?? throw new ApplianceException($"{path} holds null.");
            return (manifest.Name, manifest.Version);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException or System.Text.Json.JsonException or NotSupportedException)
        {
            throw new ApplianceException($"{path} is no manifest of a model: {exception.Message}", exception);
        }
    }
}
