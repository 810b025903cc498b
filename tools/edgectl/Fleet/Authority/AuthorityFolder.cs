using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using Edge.Ctl.Appliance;
using Edge.Releases.Keys;
using Edge.Releases.Storage;

namespace Edge.Ctl.Fleet.Authority;

/// <summary>Where the authority of devices keeps itself: <c>devices-ca.crt</c>, <c>devices-ca.key</c> (encrypted), <c>tokens/</c>, <c>issued.ndjson</c>, <c>denied</c>.</summary>
/// <param name="root">The folder.</param>
internal sealed class AuthorityFolder(string root)
{
    private const UnixFileMode Owner = UnixFileMode.UserRead | UnixFileMode.UserWrite;

    /// <summary>Its certificate, PEM.</summary>
    public string CertificateFile => Path.Combine(root, "devices-ca.crt");

    /// <summary>Its key, encrypted PEM.</summary>
    public string KeyFile => Path.Combine(root, "devices-ca.key");

    /// <summary>What it has issued, a line each.</summary>
    public string IssuedFile => Path.Combine(root, "issued.ndjson");

    /// <summary>Names that get no certificate any more, a line each; there need be none.</summary>
    public string DeniedFile => Path.Combine(root, "denied");

    /// <summary>Tokens that were made, a file each.</summary>
    public string Tokens => Path.Combine(root, "tokens");

    /// <summary>Makes a new authority. Durable on return.</summary>
    /// <exception cref="ApplianceException">There is one already.</exception>
    public void Make(string name, SigningKey key, string passphrase, DateTimeOffset now, TimeSpan life)
    {
        if (File.Exists(KeyFile) || File.Exists(CertificateFile))
        {
            throw new ApplianceException($"{root} holds an authority already. Take another folder.");
        }

        Directory.CreateDirectory(root, Owner | UnixFileMode.UserExecute);
        Directory.CreateDirectory(Tokens, Owner | UnixFileMode.UserExecute);
        using X509Certificate2 certificate = DeviceAuthority.Make(name, key, now, life);
        DurableFile.Replace(KeyFile, Encoding.ASCII.GetBytes(key.ToEncryptedPem(passphrase)), Owner);
        DurableFile.Replace(CertificateFile, Encoding.ASCII.GetBytes(certificate.ExportCertificatePem() + "\n"));
    }

    /// <summary>Reads its certificate.</summary>
    /// <exception cref="ApplianceException">There is none.</exception>
    public X509Certificate2 ReadCertificate()
    {
        try
        {
            return X509CertificateLoader.LoadCertificateFromFile(CertificateFile);
        }
        catch (Exception unusable) when (unusable is IOException or UnauthorizedAccessException or CryptographicException)
        {
            throw new ApplianceException($"{root} holds no authority of devices ({unusable.Message}). Make one: edgectl fleet authority.", unusable);
        }
    }

    /// <summary>Whether a device gets no certificate any more.</summary>
    public bool IsDenied(string name) => File.Exists(DeniedFile) && File.ReadLines(DeniedFile).Any(line => line.Trim() == name);
}
