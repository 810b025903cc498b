using System.Globalization;
using System.Net.Security;
using System.Security.Cryptography.X509Certificates;

namespace Edge.Dicom.Network;

/// <summary>Says in words why a peer's certificate is not believed.</summary>
internal static class CertificateTrouble
{
    private const int MaxSubjectLength = 128;

    public static string Describe(X509Certificate2? certificate, X509Chain? chain, SslPolicyErrors errors)
    {
        if (certificate is null)
        {
            return "it showed no certificate";
        }

        string subject = Subject(certificate);
        X509ChainStatusFlags flags = (chain?.ChainStatus ?? []).Aggregate(X509ChainStatusFlags.NoError, (all, status) => all | status.Status);
        if (flags.HasFlag(X509ChainStatusFlags.NotTimeValid))
        {
            return string.Create(
                CultureInfo.InvariantCulture,
                $"the certificate {subject} or one that it leads to is not valid now: it holds from {certificate.NotBefore.ToUniversalTime():u} to {certificate.NotAfter.ToUniversalTime():u}");
        }

        if ((flags & (X509ChainStatusFlags.UntrustedRoot | X509ChainStatusFlags.PartialChain)) != 0)
        {
            return $"the certificate {subject} leads to none of the authorities that are trusted here";
        }

        if (flags.HasFlag(X509ChainStatusFlags.NotValidForUsage))
        {
            return $"the certificate {subject} is not made for this use; its extended key usage lacks it";
        }

        if (flags != X509ChainStatusFlags.NoError)
        {
            return $"the certificate {subject} is not well: {flags}";
        }

        return errors.HasFlag(SslPolicyErrors.RemoteCertificateNameMismatch)
            ? $"the certificate {subject} does not carry the name of the peer"
            : $"the certificate {subject} is not well: {errors}";
    }

    /// <summary>The subject, fit for a log whatever the peer wrote there.</summary>
    public static string Subject(X509Certificate2 certificate)
    {
        string subject = certificate.Subject;
        return string.Create(Math.Min(subject.Length, MaxSubjectLength), subject, static (text, source) =>
        {
            for (int index = 0; index < text.Length; index++)
            {
                text[index] = char.IsControl(source[index]) ? '?' : source[index];
            }
        });
    }
}
