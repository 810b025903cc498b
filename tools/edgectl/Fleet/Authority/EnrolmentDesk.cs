using System.Security.Cryptography.X509Certificates;
using System.Text;
using System.Text.Json;
using Edge.Ctl.Appliance;

namespace Edge.Ctl.Fleet.Authority;

/// <summary>Gives devices their certificates: the first for a token, the next for the one before. Safe for use by several threads.</summary>
internal sealed class EnrolmentDesk(AuthorityFolder folder, DeviceAuthority authority, TimeSpan life, TimeProvider time)
{
    private readonly Lock _turn = new();

    /// <summary>The first certificate of a device. The token counts as used before the certificate is given away.</summary>
    /// <exception cref="ApplianceException">It is refused; the message says why, and nothing about tokens of others.</exception>
    public X509Certificate2 Enrol(string name, string secret, byte[] pkcs10)
    {
        lock (_turn)
        {
            EnrolmentToken? token = EnrolmentToken.Find(folder, secret);
            DateTimeOffset now = time.GetUtcNow();
            if (token is null || token.Device != name)
            {
                throw new ApplianceException("The token is not known for this device. Make one: edgectl fleet enrol-token.");
            }

            if (token.ExpiresAt <= now)
            {
                throw new ApplianceException($"The token expired at {token.ExpiresAt:u}. Make another one: edgectl fleet enrol-token.");
            }

            string key = DeviceAuthority.KeyOf(pkcs10);
            if (token.UsedBy is not null)
            {
                return token.UsedBy == key && token.Certificate is { } before
                    ? X509Certificate2.CreateFromPem(before)
                    : throw new ApplianceException("The token was used before. If that was not this device, look into it; then make another one: edgectl fleet enrol-token.");
            }

            X509Certificate2 issued = Issue(pkcs10, name, now);
            (token with { UsedBy = key, Certificate = issued.ExportCertificatePem() }).Write(folder, secret);
            Note(issued, name, "token", now);
            return issued;
        }
    }

    /// <summary>The next certificate of a device that has shown the one before.</summary>
    /// <exception cref="ApplianceException">It is refused.</exception>
    public X509Certificate2 Renew(X509Certificate2 shown, byte[] pkcs10)
    {
        lock (_turn)
        {
            DateTimeOffset now = time.GetUtcNow();
            string name = shown.GetNameInfo(X509NameType.SimpleName, forIssuer: false);
            X509Certificate2 issued = Issue(pkcs10, name, now);
            Note(issued, name, "renewal", now);
            return issued;
        }
    }

    private X509Certificate2 Issue(byte[] pkcs10, string name, DateTimeOffset now) =>
        folder.IsDenied(name) ? throw new ApplianceException($"{name} gets no certificate any more.") : authority.Issue(pkcs10, name, now, life);

    private void Note(X509Certificate2 issued, string name, string by, DateTimeOffset now)
    {
        var line = new IssuedCertificate(now, name, by, issued.SerialNumber, issued.NotAfter.ToUniversalTime());
        using var file = new FileStream(folder.IssuedFile, FileMode.Append, FileAccess.Write, FileShare.Read);
        file.Write(Encoding.UTF8.GetBytes(JsonSerializer.Serialize(line, TokenJson.Default.IssuedCertificate) + "\n"));
        file.Flush(flushToDisk: true);
    }
}
