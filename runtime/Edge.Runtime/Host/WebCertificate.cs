using System.Diagnostics.CodeAnalysis;
using System.Net.Security;
using System.Security.Authentication;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Edge.Contracts;

namespace Edge.Runtime.Host;

/// <summary>
/// The certificate of a web address. Its files are looked at with each connection and read again when they changed; while the new ones cannot be read,
/// the ones before go on.
/// </summary>
internal sealed class WebCertificate(WebTlsConfig files)
{
    private readonly Lock _lock = new();
    private SslServerAuthenticationOptions? _current;
    private (DateTime Certificate, DateTime Key) _stamp;

    /// <summary>Reads the files.</summary>
    /// <exception cref="IOException">They cannot be read, or do not belong together; the message says which and what to do.</exception>
    [SuppressMessage("Reliability", "CA2000:Dispose objects before losing scope", Justification = "Connections use the certificate for as long as they last.")]
    [SuppressMessage("Security", "CA5398:Avoid hardcoded SslProtocols values", Justification = "BCP 195: nothing below TLS 1.2, whatever the system allows.")]
    public void Load()
    {
        (DateTime, DateTime) stamp = Stamp();
        try
        {
            // A key that PEM brought is only in memory, which TLS on Linux takes as it is.
            X509Certificate2 leaf = X509Certificate2.CreateFromPemFile(files.Certificate, files.Key);
            var chain = new X509Certificate2Collection();
            chain.ImportFromPemFile(files.Certificate);
            _current = new SslServerAuthenticationOptions
            {
                EnabledSslProtocols = SslProtocols.Tls12 | SslProtocols.Tls13,
                ServerCertificateContext = SslStreamCertificateContext.Create(leaf, chain, offline: true),
            };
            _stamp = stamp;
        }
        catch (Exception failure) when (failure is CryptographicException or ArgumentException or UnauthorizedAccessException or IOException)
        {
            throw new IOException(
                $"web.stow.listener.tls: {files.Certificate} with {files.Key} cannot be used: {failure.Message} Name a certificate and its key, both PEM.", failure);
        }
    }

    /// <summary>What the next connection is secured with.</summary>
    public SslServerAuthenticationOptions Current()
    {
        lock (_lock)
        {
            if (Stamp() != _stamp)
            {
                try
                {
                    Load();
                }
                catch (IOException)
                {
                    // The files are being replaced, or are wrong: connections go on as before, and the next one looks again.
                }
            }

            return _current!;
        }
    }

    private (DateTime Certificate, DateTime Key) Stamp() => (File.GetLastWriteTimeUtc(files.Certificate), File.GetLastWriteTimeUtc(files.Key));
}
