namespace Edge.Releases.Tuf.Metadata;

/// <summary>snapshot.json (TUF 1.0.34 §4.4): the version of every targets file.</summary>
/// <param name="Expiry">Version and date.</param>
/// <param name="Files">Targets files by name.</param>
internal sealed record SnapshotMetadata(Expiry Expiry, IReadOnlyDictionary<string, MetaFile> Files)
{
    /// <summary>Reads the signed object.</summary>
    /// <exception cref="TrustException">It is malformed.</exception>
    public static SnapshotMetadata Read(Envelope file) => new(
        Expiry.Read(file.Signed, file.What),
        file.Signed.Object("meta").Members.ToDictionary(
            entry => entry.Name,
            entry => MetaFile.Read(new Json.JsonFields(entry.Value, $"{file.What}, {entry.Name},"), entry.Name)));

    /// <summary>Requires that no targets file went back or away (§5.5.5).</summary>
    /// <exception cref="TrustException">One did.</exception>
    public void RequireNotOlderThan(SnapshotMetadata trusted)
    {
        foreach ((string name, MetaFile before) in trusted.Files)
        {
            if (!Files.TryGetValue(name, out MetaFile? now))
            {
                throw new TrustException(TrustFailure.Rollback, $"The new snapshot no longer lists {name}.");
            }

            if (now.Version < before.Version)
            {
                throw new TrustException(TrustFailure.Rollback, $"The new snapshot lists version {now.Version} of {name}; version {before.Version} was trusted.");
            }
        }
    }
}
