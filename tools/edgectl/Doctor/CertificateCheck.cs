using System.Globalization;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Edge.Contracts;

namespace Edge.Ctl.Doctor;

/// <summary>Can each certificate and key be read, do they belong together, and for how long are they valid?</summary>
internal static class CertificateCheck
{
    private const int NoticeDays = 30;

    /// <summary>Looks.</summary>
    public static IEnumerable<DoctorLine> Look(DeviceConfig config) => Pairs(config).Select(pair => Look(pair.Name, pair.Certificate, pair.Key));

    private static IEnumerable<(string Name, string Certificate, string? Key)> Pairs(DeviceConfig config)
    {
        foreach ((DicomListenerConfig listener, int index) in config.Dicom.Listeners.Select((listener, index) => (listener, index)))
        {
            if (listener.Tls is { } tls)
            {
                yield return ($"dicom.listeners[{index}].tls", tls.Certificate, tls.Key);
                if (tls.ClientCa is { } authorities)
                {
                    yield return ($"dicom.listeners[{index}].tls.clientCa", authorities, null);
                }
            }
        }

        foreach (PacsConfig pacs in config.Pacs)
        {
            if (pacs.Tls?.Ca is { } authorities)
            {
                yield return ($"pacs {pacs.Name} tls.ca", authorities, null);
            }

            if (pacs.Tls is { Certificate: { } certificate, Key: { } key })
            {
                yield return ($"pacs {pacs.Name} tls", certificate, key);
            }
        }

        if (config.Mqtt?.Tls is { } mqtt)
        {
            yield return ("mqtt.tls.ca", mqtt.Ca, null);
            if (mqtt is { Certificate: { } certificate, Key: { } key })
            {
                yield return ("mqtt.tls", certificate, key);
            }
        }

        if (config.Web.Stow?.Listener?.Tls is { } stow)
        {
            yield return ("web.stow.listener.tls", stow.Certificate, stow.Key);
        }
    }

    private static DoctorLine Look(string name, string path, string? key)
    {
        string area = $"certificate of {name}";
        try
        {
            using X509Certificate2 certificate = key is null ? X509CertificateLoader.LoadCertificateFromFile(path) : X509Certificate2.CreateFromPemFile(path, key);
            DateTime now = TimeProvider.System.GetUtcNow().LocalDateTime;
            string found = string.Create(CultureInfo.InvariantCulture, $"{path}: {certificate.Subject}, from {certificate.NotBefore:yyyy-MM-dd} to {certificate.NotAfter:yyyy-MM-dd}");
            return now > certificate.NotAfter ? DoctorLine.Fail(area, $"{found} has ended.", "Replace it and its key; the appliance reads them again by itself.")
                : now < certificate.NotBefore ? DoctorLine.Fail(area, $"{found} has not begun.", "Set the clock, or replace the certificate.")
                : now.AddDays(NoticeDays) > certificate.NotAfter ? DoctorLine.Warn(area, $"{found} ends soon.", "Replace it and its key; the appliance reads them again by itself.")
                : DoctorLine.Ok(area, found);
        }
        catch (Exception unusable) when (unusable is CryptographicException or IOException or UnauthorizedAccessException)
        {
            return DoctorLine.Fail(area, $"{path} and {key ?? "no key"} cannot be used: {unusable.Message}", "Write PEM files: the certificate, then its intermediate ones; the key unencrypted, readable for the service, and of this certificate.");
        }
    }
}
