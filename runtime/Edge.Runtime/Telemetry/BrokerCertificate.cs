using System.Globalization;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Edge.Contracts;
using Edge.Runtime.Faults;
using Edge.Runtime.Settings;

namespace Edge.Runtime.Telemetry;

/// <summary>Says when the certificate that is shown to the broker, or that of its authority, ends soon, has ended, or cannot be read.</summary>
internal sealed class BrokerCertificate(RunningConfig config, FaultBoard faults, TimeProvider time)
{
    /// <summary>How often it is worth a look.</summary>
    public static readonly TimeSpan Pace = TimeSpan.FromSeconds(30);

    /// <summary>What renews itself does so when a third of its life is left: when a quarter is, that has failed.</summary>
    private const int NoticeShare = 4;

    private static readonly TimeSpan LongestNotice = TimeSpan.FromDays(30);

    /// <summary>Looks once.</summary>
    public void Look()
    {
        var soon = new List<string>();
        var invalid = new List<string>();
        MqttTlsConfig? tls = config.Current.Mqtt?.Tls;
        foreach (string path in new[] { tls?.Ca, tls?.Certificate }.OfType<string>())
        {
            Look(path, soon, invalid);
        }

        Show(FaultCatalogue.BrokerCertificateInvalid, invalid);
        Show(FaultCatalogue.BrokerCertificateExpiring, soon);
    }

    private void Look(string path, List<string> soon, List<string> invalid)
    {
        try
        {
            using X509Certificate2 certificate = X509CertificateLoader.LoadCertificateFromFile(path);
            DateTimeOffset now = time.GetUtcNow();
            DateTimeOffset from = certificate.NotBefore.ToUniversalTime();
            DateTimeOffset to = certificate.NotAfter.ToUniversalTime();
            string described = string.Create(CultureInfo.InvariantCulture, $"{path}: valid from {from:yyyy-MM-dd} to {to:yyyy-MM-dd}.");
            if (now < from || now > to)
            {
                invalid.Add(described);
            }
            else if (to - now <= LongestNotice && to - now <= (to - from) / NoticeShare)
            {
                soon.Add(described);
            }
        }
        catch (Exception unusable) when (unusable is CryptographicException or IOException or UnauthorizedAccessException)
        {
            invalid.Add($"{path} cannot be read: {unusable.Message}");
        }
    }

    private void Show(Fault fault, List<string> details)
    {
        if (details.Count == 0)
        {
            faults.Clear(fault);
        }
        else
        {
            faults.Raise(fault, string.Join(' ', details));
        }
    }
}
