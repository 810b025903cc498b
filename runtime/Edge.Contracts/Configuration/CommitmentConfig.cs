namespace Edge.Contracts;

/// <summary>Storage commitment as its provider (PS3.4 J.3): what scanners ask us to commit is committed by an archive, never by us.</summary>
/// <param name="Pacs">Name of the archive in <c>pacs</c> that commits; it must have <c>commitment</c>.</param>
/// <param name="Requesters">
/// Where to report to an AE title whose association has ended, by AE title; one without an entry is told only while its association lives.
/// </param>
/// <param name="GiveUpSeconds">How long a report is tried again, in seconds. 60 to 2592000.</param>
public sealed record CommitmentConfig(string Pacs, IReadOnlyDictionary<string, RequesterConfig> Requesters, double GiveUpSeconds)
{
    /// <summary>The same with absolute paths.</summary>
    internal CommitmentConfig Absolute(string directory) => this with
    {
        Requesters = Requesters.ToDictionary(
            entry => entry.Key, entry => entry.Value with { Tls = entry.Value.Tls?.Absolute(directory) }, StringComparer.Ordinal),
    };
}

/// <summary>Where reports on storage commitment are taken.</summary>
/// <param name="Host">Name or address.</param>
/// <param name="Port">TCP port.</param>
/// <param name="Tls">How to reach it over TLS; null: plain DICOM.</param>
public sealed record RequesterConfig(string Host, int Port, PacsTlsConfig? Tls);
