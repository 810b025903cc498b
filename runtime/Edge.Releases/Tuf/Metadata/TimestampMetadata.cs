using Edge.Releases.Json;

namespace Edge.Releases.Tuf.Metadata;

/// <summary>timestamp.json (TUF 1.0.34 §4.6): which snapshot is the latest.</summary>
/// <param name="Expiry">Version and date.</param>
/// <param name="Snapshot">The snapshot file.</param>
internal sealed record TimestampMetadata(Expiry Expiry, MetaFile Snapshot)
{
    /// <summary>Reads the signed object.</summary>
    /// <exception cref="TrustException">It is malformed.</exception>
    public static TimestampMetadata Read(Envelope file) =>
        new(Expiry.Read(file.Signed, file.What), MetaFile.Read(OnlyEntry(file), file.What));

    private static JsonFields OnlyEntry(Envelope file)
    {
        JsonFields meta = file.Signed.Object("meta");
        string name = RoleNames.FileOf(RoleNames.Snapshot);

        // §4.6: "this MUST only include a description of the snapshot.json file".
        return meta.Members.All(entry => entry.Name == name)
            ? meta.Object(name)
            : throw new TrustException(TrustFailure.Malformed, $"{file.What} describes more than {name}.");
    }
}
