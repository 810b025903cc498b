namespace Edge.Contracts;

/// <summary>An archive that results are sent to.</summary>
/// <param name="Name">Unique name.</param>
/// <param name="Host">Name or address.</param>
/// <param name="Port">TCP port.</param>
/// <param name="AeTitle">Its AE title.</param>
/// <param name="Tls">How to reach it over TLS; null: plain DICOM.</param>
/// <param name="Commitment">How to ask it for storage commitment; null: it is not asked, and what it has taken counts as delivered.</param>
/// <param name="Results">Which results go there, and how fast; null, or left out: all of them, as <see cref="PacsResultsConfig"/> has it.</param>
public sealed record PacsConfig(
    string Name, string Host, int Port, string AeTitle, PacsTlsConfig? Tls, PacsCommitmentConfig? Commitment, PacsResultsConfig? Results = null);

/// <summary>How to reach an archive over TLS 1.2 or 1.3 (BCP 195); scanners that are told of storage commitment too. Paths are relative to the configuration file; the files are PEM and are read at each connection.</summary>
/// <param name="Ca">Certificates of the authorities, or of the archive itself, that its certificate must lead to; null: those the system trusts.</param>
/// <param name="Certificate">Certificate that we show, and its intermediate certificates; null: none.</param>
/// <param name="Key">Its private key, unencrypted; null exactly where <paramref name="Certificate"/> is.</param>
/// <param name="ServerName">Name that its certificate must carry; null: <see cref="PacsConfig.Host"/>.</param>
public sealed record PacsTlsConfig(string? Ca, string? Certificate, string? Key, string? ServerName)
{
    /// <summary>The same with absolute paths.</summary>
    internal PacsTlsConfig Absolute(string directory) => this with
    {
        Ca = Full(Ca, directory),
        Certificate = Full(Certificate, directory),
        Key = Full(Key, directory),
    };

    private static string? Full(string? path, string directory) => path is null ? null : Path.GetFullPath(path, directory);
}
