using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Edge.Contracts;
using Edge.Releases;
using Edge.Releases.Identity;

namespace Edge.Updater.Identity;

/// <summary>
/// Renews the certificate that the device shows to the broker, when a third of its life is left (EST, RFC 7030 §4.2.2). The key stays, so that one file changes, in one step; links read it at their
/// next connection. A failure is tried again every hour; the runtime raises a fault when a quarter of the life is left.
/// </summary>
internal sealed partial class CertificateRenewal(DeviceIdentity device, MqttTlsConfig tls, TimeProvider time, ILogger<CertificateRenewal> log) : BackgroundService
{
    private static readonly TimeSpan Pace = TimeSpan.FromHours(1);

    /// <summary>A fleet that was switched on at once does not ask at once.</summary>
    private static readonly TimeSpan SpreadMax = TimeSpan.FromMinutes(10);

    private string? _problem;

    /// <summary>Looks once, and renews where it is time.</summary>
    /// <returns>Whether there is a new certificate.</returns>
    public async Task<bool> LookAsync(CancellationToken cancellation)
    {
        try
        {
            using X509Certificate2 shown = X509Certificate2.CreateFromPemFile(tls.Certificate!, tls.Key!);
            if (!DeviceCertificate.IsDue(shown, time.GetUtcNow()))
            {
                return false;
            }

            DateTimeOffset until = await RenewAsync(shown, cancellation);
            _problem = null;
            LogRenewed(until);
            return true;
        }
        catch (Exception failed) when (failed is TrustException or IOException or UnauthorizedAccessException or CryptographicException)
        {
            if (failed.Message != _problem)
            {
                _problem = failed.Message;
                LogFailed(failed.Message);
            }

            return false;
        }
    }

    /// <inheritdoc/>
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        try
        {
            while (true)
            {
                await LookAsync(stoppingToken);
                await Task.Delay(Pace + (SpreadMax * (RandomNumberGenerator.GetInt32(1000) / 1000.0)), time, stoppingToken);
            }
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
            // The certificate that is there is whole.
        }
    }

    private async Task<DateTimeOffset> RenewAsync(X509Certificate2 shown, CancellationToken cancellation)
    {
        var authorities = new X509Certificate2Collection();
        authorities.ImportFromPemFile(tls.Ca);
        using ECDsa key = DeviceKey.Open(tls.Key!);
        string name = $"{device.Site}/{device.Id}";
        using var est = new EstClient(new Uri(tls.Enrolment!), authorities, shown);
        X509Certificate2Collection issued = await est.RenewAsync(DeviceCertificate.Request(name, key), cancellation);
        return DeviceCertificate.Install(tls.Certificate!, issued, name, key, authorities);
    }

    [LoggerMessage(6030, LogLevel.Information, "The certificate for the broker was renewed; it is valid until {Until:u}")]
    private partial void LogRenewed(DateTimeOffset until);

    [LoggerMessage(6031, LogLevel.Warning, "The certificate for the broker was not renewed: {Reason} It is tried again every hour.")]
    private partial void LogFailed(string reason);
}
