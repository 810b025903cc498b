namespace Edge.Contracts;

/// <summary>How a listener speaks TLS 1.2 and 1.3 (BCP 195). Paths are relative to the configuration file; the files are PEM and are read again when they change.</summary>
/// <param name="Certificate">Certificate that is shown, and the intermediate certificates that lead to its root.</param>
/// <param name="Key">Its private key, unencrypted, readable for the service alone.</param>
/// <param name="ClientCa">Certificates of the authorities, or of single peers, that client certificates must lead to; null where none are asked for.</param>
/// <param name="ClientCertificate">Whether peers must show a certificate.</param>
public sealed record ListenerTlsConfig(string Certificate, string Key, string? ClientCa, ClientCertificateMode ClientCertificate)
{
    /// <summary>The same with absolute paths.</summary>
    internal ListenerTlsConfig Absolute(string directory) => this with
    {
        Certificate = Path.GetFullPath(Certificate, directory),
        Key = Path.GetFullPath(Key, directory),
        ClientCa = ClientCa is null ? null : Path.GetFullPath(ClientCa, directory),
    };
}
