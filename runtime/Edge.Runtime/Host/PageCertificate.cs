using System.Net;
using System.Net.NetworkInformation;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Edge.Contracts;
using Edge.Runtime.Store;

namespace Edge.Runtime.Host;

/// <summary>
/// The certificate that the page makes for itself where it can be reached from outside and the configuration names none. Browsers warn of it, since nobody vouches for it;
/// its fingerprint is in the log, to be compared once. It is made anew at a start when it ends within 90 days, and when it was made by a clock that was ahead; but one that seems to
/// begin later stays while nothing vouches for the clock, which a start without a battery sets back.
/// </summary>
internal static class PageCertificate
{
    private const UnixFileMode OwnerOnly = UnixFileMode.UserRead | UnixFileMode.UserWrite;

    // What browsers accept at most of a certificate that is trusted by hand.
    private static readonly TimeSpan Lifetime = TimeSpan.FromDays(825);
    private static readonly TimeSpan RenewBefore = TimeSpan.FromDays(90);

    /// <summary>The configuration with a certificate wherever the page needs one.</summary>
    /// <param name="config">The configuration.</param>
    /// <param name="data">Where the certificate lies.</param>
    /// <param name="time">The clock.</param>
    /// <param name="isClockSure">A time server vouches for the clock.</param>
    /// <exception cref="IOException">The disk failed.</exception>
    public static DeviceConfig Ensure(DeviceConfig config, DataDirectory data, TimeProvider time, bool isClockSure)
    {
        if (config.Web.Tls is not null || (IPAddress.TryParse(config.Web.Address, out IPAddress? address) && IPAddress.IsLoopback(address)))
        {
            return config;
        }

        if (!IsGood(data, time.GetUtcNow(), isClockSure))
        {
            Make(config, data, time.GetUtcNow());
        }

        return config with { Web = config.Web with { Tls = new WebTlsConfig(data.WebCertificate, data.WebKey) } };
    }

    private static bool IsGood(DataDirectory data, DateTimeOffset now, bool isClockSure)
    {
        try
        {
            using X509Certificate2 made = X509Certificate2.CreateFromPemFile(data.WebCertificate, data.WebKey);
            return made.NotAfter.ToUniversalTime() - now.UtcDateTime > RenewBefore && (!isClockSure || made.NotBefore.ToUniversalTime() <= now.UtcDateTime);
        }
        catch (Exception unusable) when (unusable is CryptographicException or IOException or UnauthorizedAccessException)
        {
            return false;
        }
    }

    private static void Make(DeviceConfig config, DataDirectory data, DateTimeOffset now)
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest($"CN=Edge {config.Device.Site} {config.Device.Id}", key, HashAlgorithmName.SHA256);
        request.CertificateExtensions.Add(new X509BasicConstraintsExtension(certificateAuthority: false, hasPathLengthConstraint: false, 0, critical: true));
        request.CertificateExtensions.Add(new X509KeyUsageExtension(X509KeyUsageFlags.DigitalSignature, critical: true));
        request.CertificateExtensions.Add(new X509EnhancedKeyUsageExtension([new Oid("1.3.6.1.5.5.7.3.1")], critical: false));
        request.CertificateExtensions.Add(Names(config.Web));
        using X509Certificate2 made = request.CreateSelfSigned(now - TimeSpan.FromDays(1), now + Lifetime);
        Write(data.WebKey, key.ExportPkcs8PrivateKeyPem());
        Write(data.WebCertificate, made.ExportCertificatePem());
        DurableDirectory.Sync(data.Root);
    }

    private static X509Extension Names(WebConfig web)
    {
        var names = new SubjectAlternativeNameBuilder();
        foreach (string name in (string[])["localhost", Environment.MachineName, .. web.Names ?? []])
        {
            names.AddDnsName(name);
        }

        foreach (IPAddress address in NetworkInterface.GetAllNetworkInterfaces()
            .SelectMany(one => one.GetIPProperties().UnicastAddresses)
            .Select(one => one.Address)
            .Where(one => !one.IsIPv6LinkLocal)
            .Distinct())
        {
            names.AddIpAddress(address);
        }

        return names.Build();
    }

    private static void Write(string path, string pem)
    {
        File.Delete(path);
        using var file = new FileStream(path, new FileStreamOptions { Mode = FileMode.CreateNew, Access = FileAccess.Write, UnixCreateMode = OwnerOnly });
        file.Write(System.Text.Encoding.ASCII.GetBytes(pem + "\n"));
        file.Flush(flushToDisk: true);
    }
}
