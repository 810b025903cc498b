using System.Text.Json;
using System.Text.Json.Nodes;
using Edge.Releases.Json;
using Edge.Releases.Offers;
using Edge.Releases.Tuf;

namespace Edge.Releases.Repository;

/// <summary>Changes to what is offered, in targets that are being written.</summary>
/// <param name="draft">The targets.</param>
internal sealed class TargetsDraft(MetadataDraft draft)
{
    /// <summary>Every offer.</summary>
    public IReadOnlyList<ReleaseOffer> Offers => ReleaseOffer.All(Targets.Select(target => TargetFile.Read(
        target.Key, new JsonFields(JsonSerializer.SerializeToElement(target.Value), target.Key))));

    private JsonObject Targets => (JsonObject)draft.Signed["targets"]!;

    /// <summary>The counter of a model's next release.</summary>
    public long NextCounter(string name) => Offers.Where(offer => offer.Name == name).Select(offer => offer.Counter).DefaultIfEmpty().Max() + 1;

    /// <summary>Finds an offer.</summary>
    /// <exception cref="TrustException">There is none.</exception>
    public ReleaseOffer Find(string name, string version) =>
        Offers.FirstOrDefault(offer => offer.Name == name && offer.Version == version)
        ?? throw new TrustException(TrustFailure.NotFound, $"The repository has no release {name} {version}.");

    /// <summary>Offers a release.</summary>
    /// <exception cref="TrustException">Its version is there already, or it has no manifest.</exception>
    public void Add(ReleaseOffer offer, IReadOnlyList<IntakeFile> files)
    {
        if (Targets.Any(target => target.Key.StartsWith(offer.Folder, StringComparison.Ordinal)))
        {
            throw new TrustException(TrustFailure.Malformed, $"{offer.Name} {offer.Version} is in the repository already. A changed release needs a version of its own.");
        }

        foreach (IntakeFile file in files)
        {
            Targets[file.Path] = new JsonObject
            {
                ["length"] = MetadataDraft.Number(file.SizeBytes),
                ["hashes"] = new JsonObject { ["sha256"] = file.Sha256 },
            };
        }

        Replace(offer);
    }

    /// <summary>Writes an offer over the one of the same release.</summary>
    public void Replace(ReleaseOffer offer)
    {
        if (Targets[offer.Folder + ReleaseOffer.ManifestName] is not JsonObject manifest)
        {
            throw new TrustException(TrustFailure.NotFound, $"The release has no {ReleaseOffer.ManifestName}.");
        }

        manifest["custom"] = offer.Write();
        draft.Changed();
    }
}
