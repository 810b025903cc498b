using System.Globalization;
using System.Security.Cryptography.X509Certificates;
using Edge.Contracts;
using Edge.Runtime.Faults;

namespace Edge.Runtime.FrontDoor;

/// <summary>The certificates of every TLS listener, those of the page and for objects over HTTP included, and the faults about them.</summary>
internal sealed partial class ListenerCertificates
{
    private static readonly TimeSpan Notice = TimeSpan.FromDays(30);

    private readonly Lock _gate = new();
    private readonly Dictionary<ListenerTlsConfig, ListenerTls> _listeners;
    private readonly FaultBoard _faults;
    private readonly TimeProvider _time;
    private readonly ILogger<ListenerCertificates> _log;

    public ListenerCertificates(DeviceConfig config, FaultBoard faults, TimeProvider time, ILogger<ListenerCertificates> log)
    {
        _listeners = config.Dicom.Listeners.Select(listener => listener.Tls)
            .Concat(new[] { config.Web.Stow?.Listener?.Tls, config.Web.Tls }.OfType<WebTlsConfig>().Select(Shown))
            .OfType<ListenerTlsConfig>().Distinct()
            .ToDictionary(tls => tls, tls => new ListenerTls(tls));
        _faults = faults;
        _time = time;
        _log = log;
    }

    /// <summary>The certificates of a listener of the configuration.</summary>
    public ListenerTls Find(ListenerTlsConfig tls) => _listeners[tls];

    /// <summary>The certificates of a web address.</summary>
    public ListenerTls Find(WebTlsConfig tls) => Find(Shown(tls));

    /// <summary>Reads what has changed, and raises or clears the faults. Connections that are open stay as they are.</summary>
    public void Refresh()
    {
        lock (_gate)
        {
            foreach (ListenerTls tls in _listeners.Values)
            {
                if (tls.Refresh())
                {
                    X509Certificate2 shown = tls.Certificates[0];
                    LogRead(shown.Subject, shown.NotAfter.ToUniversalTime(), shown.GetCertHashString(System.Security.Cryptography.HashAlgorithmName.SHA256));
                }
            }

            Show(FaultCatalogue.TlsFilesBroken, [.. _listeners.Values.Select(tls => tls.Problem).OfType<string>()]);
            DateTimeOffset now = _time.GetUtcNow();
            X509Certificate2[] all = [.. _listeners.Values.SelectMany(tls => tls.Certificates).DistinctBy(certificate => certificate.Thumbprint)];
            X509Certificate2[] invalid = [.. all.Where(certificate => certificate.NotAfter <= now || certificate.NotBefore > now)];
            Show(FaultCatalogue.TlsCertificateInvalid, [.. invalid.Select(Describe)]);
            Show(FaultCatalogue.TlsCertificateExpiring, [.. all.Except(invalid).Where(certificate => certificate.NotAfter <= now + Notice).Select(Describe)]);
        }
    }

    /// <summary>There senders show tokens, and browsers passwords, and no certificates.</summary>
    private static ListenerTlsConfig Shown(WebTlsConfig tls) => new(tls.Certificate, tls.Key, ClientCa: null, ClientCertificateMode.None);

    private void Show(Fault fault, IReadOnlyList<string> details)
    {
        if (details.Count == 0)
        {
            _faults.Clear(fault);
        }
        else
        {
            _faults.Raise(fault, string.Join(' ', details));
        }
    }

    private static string Describe(X509Certificate2 certificate) => string.Create(
        CultureInfo.InvariantCulture,
        $"{certificate.Subject} holds from {certificate.NotBefore.ToUniversalTime():u} to {certificate.NotAfter.ToUniversalTime():u}.");

    [LoggerMessage(1035, LogLevel.Information, "The TLS certificate {Subject} is shown from now on; it holds until {NotAfter:u}, SHA-256 {Fingerprint}")]
    private partial void LogRead(string subject, DateTime notAfter, string fingerprint);
}
