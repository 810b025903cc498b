using System.Net;
using System.Net.Sockets;
using Edge.Contracts;
using Edge.Dicom.Network;
using Edge.Runtime.Inbox;
using Edge.Runtime.Instruments;

namespace Edge.Runtime.FrontDoor;

/// <summary>The front door: a DICOM listener for each configured address, all into one inbox.</summary>
internal sealed partial class StorageScp(
    DeviceConfig config,
    ObjectInbox inbox,
    SenderPolicy policy,
    RefusedSenders refused,
    SenderContacts contacts,
    SenderReleases releases,
    UserAccounts users,
    ListenerCertificates certificates,
    CommitmentDesk commitment,
    TimeProvider time,
    ILogger<StorageScp> log) : BackgroundService
{
    private const long BytesPerMiB = 1024 * 1024;

    private static readonly TimeSpan StopLimit = TimeSpan.FromSeconds(10);

    private readonly List<DicomListener> _listeners = [];
    private readonly AssociationQuota _quota = new(
        time,
        config.Dicom.MaxAssociations,
        config.Dicom.MaxAssociationsPerPeer,
        config.Dicom.MaxMiBPerSecondPerPeer is { } rate ? rate * BytesPerMiB : null);

    /// <summary>Ports that are listened on, in the order of the configuration; empty before the start.</summary>
    public IReadOnlyList<int> Ports => [.. _listeners.Select(listener => listener.LocalEndPoint.Port)];

    /// <summary>Binds every address.</summary>
    /// <exception cref="IOException">An address cannot be had; the message says which and what to do.</exception>
    public override async Task StartAsync(CancellationToken cancellationToken)
    {
        certificates.Refresh();
        foreach (DicomListenerConfig listener in config.Dicom.Listeners)
        {
            try
            {
                _listeners.Add(DicomListener.Start(Options(_listeners.Count, listener), time));
            }
            catch (SocketException refusal)
            {
                throw new IOException(ListenTrouble.Describe(listener, refusal.SocketErrorCode), refusal);
            }
        }

        await base.StartAsync(cancellationToken);
    }

    /// <summary>Lets each association finish its object, then ends it.</summary>
    public override async Task StopAsync(CancellationToken cancellationToken)
    {
        foreach (DicomListener listener in _listeners)
        {
            await listener.StopAsync(StopLimit, cancellationToken);
            await listener.DisposeAsync();
        }

        await base.StopAsync(cancellationToken);
    }

    /// <summary>Ends with the first listener that ends, so that a failed one ends the process.</summary>
    protected override async Task ExecuteAsync(CancellationToken stoppingToken) =>
        await await Task.WhenAny(_listeners.Select(listener => listener.Completion));

    private DicomListenerOptions Options(int number, DicomListenerConfig listener) => new()
    {
        Address = IPAddress.Parse(listener.Address),
        Port = listener.Port,
        Admits = policy.Admits,
        Decide = request => Decide(number, request),
        Identify = config.Dicom.Users is null ? null : users.Check,
        Tls = listener.Tls is { } tls ? () => certificates.Find(tls).Server : null,
        Receive = inbox.Receive,
        Commitment = commitment,
        Ended = report =>
        {
            releases.Ended(number, report.ConnectionId, report.End == AssociationEnd.Released);
            Report(report);
        },
        AcceptUnknownSopClasses = config.Dicom.AcceptUnknownSopClasses,
        Quota = _quota,
        MaxPduBytes = config.Dicom.MaxPduBytes,
        MaxObjectBytes = config.Dicom.MaxObjectMiB * BytesPerMiB,
        HandshakeTimeout = TimeSpan.FromSeconds(config.Dicom.HandshakeSeconds),
        ArtimTimeout = TimeSpan.FromSeconds(config.Dicom.ArtimSeconds),
        IdleTimeout = TimeSpan.FromSeconds(config.Dicom.IdleSeconds),
    };

    // Who may not send is told so for good even while the disk is full.
    private AssociationDecision Decide(int listener, AssociationRequest request)
    {
        if (policy.Judge(request) is { } rejection)
        {
            return AssociationDecision.Reject(rejection);
        }

        if (!inbox.Space.HasRoomForAssociations())
        {
            return AssociationDecision.Reject(AssociationRejection.TemporaryCongestion);
        }

        releases.Opened(listener, request.ConnectionId, request.CallingAeTitle);
        return AssociationDecision.Accept;
    }

    private void Report(AssociationReport report)
    {
        refused.Note(report);
        contacts.Note(report);
        Count(report);
        if (report.End == AssociationEnd.Released)
        {
            LogReleased(report.ConnectionId, report.CallingAeTitle, report.StoredCount, report.RefusedCount, report.DataSetBytes, report.Duration);
        }
        else if (report.Error is { } bug)
        {
            LogFailed(bug, report.ConnectionId);
        }
        else
        {
            LogEnded(report.ConnectionId, report.Remote, report.End, report.Detail, report.StoredCount, report.RefusedCount);
        }
    }

    private static void Count(AssociationReport report)
    {
        var end = new KeyValuePair<string, object?>("edge.end", report.End.ToString());
        EdgeMeter.Associations.Add(1, end);
        EdgeMeter.AssociationDuration.Record(report.Duration.TotalSeconds, end);
        EdgeMeter.ReceivedBytes.Add(report.DataSetBytes);
        EdgeMeter.Objects.Add(report.StoredCount, new KeyValuePair<string, object?>("edge.outcome", "stored"));
        EdgeMeter.Objects.Add(report.RefusedCount, new KeyValuePair<string, object?>("edge.outcome", "refused"));
    }

    [LoggerMessage(1010, LogLevel.Information,
        "Association {ConnectionId} from {CallingAe} was released: {Stored} stored, {Refused} refused, {Bytes} bytes in {Duration}")]
    private partial void LogReleased(long connectionId, string? callingAe, int stored, int refused, long bytes, TimeSpan duration);

    [LoggerMessage(1011, LogLevel.Warning, "Connection {ConnectionId} from {Remote} ended ({End}): {Detail} ({Stored} stored, {Refused} refused)")]
    private partial void LogEnded(long connectionId, IPEndPoint remote, AssociationEnd end, string detail, int stored, int refused);

    [LoggerMessage(1012, LogLevel.Error, "Connection {ConnectionId} was ended by an error of this program. Report it, with this log.")]
    private partial void LogFailed(Exception bug, long connectionId);
}
