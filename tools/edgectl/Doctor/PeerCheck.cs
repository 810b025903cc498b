using System.Net.Sockets;
using Edge.Contracts;
using Edge.Dicom.Network;

namespace Edge.Ctl.Doctor;

/// <summary>Do the archives answer a C-ECHO, and can the broker be connected to?</summary>
internal static class PeerCheck
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(10);

    /// <summary>Looks.</summary>
    public static async Task<IReadOnlyList<DoctorLine>> LookAsync(DeviceConfig config, CancellationToken cancellationToken)
    {
        List<DoctorLine> lines = [.. await Task.WhenAll(config.Pacs.Select(pacs => EchoAsync(config.Dicom.AeTitle, pacs, cancellationToken)))];
        if (config.Mqtt is { } mqtt)
        {
            lines.Add(await ConnectAsync(mqtt, cancellationToken));
        }

        return lines;
    }

    private static async Task<DoctorLine> EchoAsync(string ownAeTitle, PacsConfig pacs, CancellationToken cancellationToken)
    {
        string area = $"archive {pacs.Name}";
        string where = $"{pacs.AeTitle} at {pacs.Host}:{pacs.Port}";
        const string Advice = "Check address, port and AE titles on both sides, and the firewall between; the archive must know our AE title and address.";
        using var late = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        late.CancelAfter(Patience);
        try
        {
            var options = new DicomAssociationOptions
            {
                Host = pacs.Host,
                Port = pacs.Port,
                CallingAeTitle = ownAeTitle,
                CalledAeTitle = pacs.AeTitle,
                Contexts = ContextPlan.Verification,
                Tls = pacs.Tls is { } tls ? TlsClient.Load(tls.Ca, tls.Certificate, tls.Key, tls.ServerName) : null,
            };
            await using DicomAssociation association = await DicomAssociation.ConnectAsync(options, TimeProvider.System, late.Token);
            bool answers = association.Contexts.Any(context => context.IsAccepted) && (await association.EchoAsync(late.Token)).IsSuccess;
            await association.ReleaseAsync(late.Token);
            return answers ? DoctorLine.Ok(area, $"{where} answers C-ECHO") : DoctorLine.Warn(area, $"{where} takes associations, and answers no C-ECHO.", "Ask those who run it whether that is meant.");
        }
        catch (Exception failed) when (failed is DicomAssociationException or TlsFileException)
        {
            return DoctorLine.Fail(area, $"{where}: {failed.Message}", Advice);
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            return DoctorLine.Fail(area, $"{where} did not answer within {Patience.TotalSeconds} seconds.", Advice);
        }
    }

    private static async Task<DoctorLine> ConnectAsync(MqttConfig mqtt, CancellationToken cancellationToken)
    {
        string where = $"{mqtt.Host}:{mqtt.Port}";
        using var late = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        late.CancelAfter(Patience);
        try
        {
            using var client = new TcpClient();
            await client.ConnectAsync(mqtt.Host, mqtt.Port, late.Token);
            return DoctorLine.Ok("broker", $"{where} takes connections; whether it lets this device in is on the fault board");
        }
        catch (Exception failed) when (failed is SocketException or OperationCanceledException && !cancellationToken.IsCancellationRequested)
        {
            return DoctorLine.Fail("broker", $"{where}: {failed.Message}", "Check mqtt.host and mqtt.port, and the firewall. The appliance works on without it, and keeps everything for later.");
        }
    }
}
