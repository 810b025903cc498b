using System.Net;
using Edge.Contracts;
using Edge.Dicom.Network;
using Edge.Runtime.Commitment;
using Edge.Runtime.Faults;

namespace Edge.Runtime.Tests.Commitment;

/// <summary>The commitment slice with an archive and a scanner on loopback, turned by hand.</summary>
internal sealed class CommitmentBench : IAsyncDisposable
{
    public const string Ct = "1.2.840.10008.5.1.4.1.1.2";
    public const string Scanner = "SCANNER";
    public const string ArchiveAe = "ARCHIVE";

    public CommitmentBench()
    {
        Appliance = new TestAppliance(Time);
        Configure(Archive.Port, Told.Port);
    }

    public ManualTime Time { get; } = new();

    public DicomPeer Archive { get; } = new();

    public DicomPeer Told { get; } = new();

    public TestAppliance Appliance { get; }

    public CommitmentTable Table => Appliance.Get<CommitmentTable>();

    public IReadOnlyList<string> Faults => [.. Appliance.Get<FaultBoard>().Current.Select(fault => fault.Code).Order(StringComparer.Ordinal)];

    /// <summary>Restarts on another configuration.</summary>
    public void Configure(int archivePort, int? scannerPort, double waitSeconds = 0, Dictionary<string, RequesterConfig>? others = null)
    {
        var commitment = new PacsCommitmentConfig(null, null, waitSeconds, 100, 1000);
        Dictionary<string, RequesterConfig> requesters = others ?? [];
        if (scannerPort is { } port)
        {
            requesters[Scanner] = new RequesterConfig("127.0.0.1", port, null);
        }

        Appliance.Config = Appliance.Config with
        {
            Pacs = [new PacsConfig("archive", "127.0.0.1", archivePort, ArchiveAe, null, commitment)],
            Dicom = Appliance.Config.Dicom with { Commitment = new CommitmentConfig("archive", requesters, 1000) },
        };
        Appliance.Restart();
    }

    public static SopReference Instance(int number) => new(Ct, $"1.2.3.{number}");

    /// <summary>A request of our own.</summary>
    public long Request(params SopReference[] instances) => Appliance.Store.Write((connection, transaction) =>
        Appliance.Get<StorageCommitments>().Request(connection, transaction, "archive", instances));

    public CommitmentView Find(long id) => Appliance.Get<StorageCommitments>().Find(id)!;

    /// <summary>One turn of who asks the archive.</summary>
    public async Task AskAsync()
    {
        var asker = new CommitmentAsker(
            Appliance.Config.Pacs[0],
            "EDGE",
            Table,
            Appliance.Get<ArchiveReports>(),
            Appliance.Get<CommitmentSignals>(),
            Appliance.Get<DiskRetry>(),
            Time,
            Microsoft.Extensions.Logging.Abstractions.NullLogger.Instance);
        await asker.TurnAsync(TestContext.Current.CancellationToken);
        Appliance.Get<CommitmentFaults>().Review();
    }

    /// <summary>One turn of who tells scanners.</summary>
    public Task TellAsync() => Appliance.Workers<CommitmentReporter>()[0].TurnAsync(TestContext.Current.CancellationToken);

    /// <summary>What the archive reports on an association of its own.</summary>
    public DimseAnswer Reported(CommitmentResult result, string callingAe = ArchiveAe) => Appliance.Get<ArchiveReports>().Take(callingAe, result);

    /// <summary>A scanner's request on an association that has ended since.</summary>
    public Task<DimseAnswer> AskedAsync(string transactionUid, params SopReference[] instances) => AskedAsync(transactionUid, Scanner, instances);

    /// <summary>The same of a scanner of this AE title.</summary>
    public async Task<DimseAnswer> AskedAsync(string transactionUid, string scanner, params SopReference[] instances) => Appliance.Get<CommitmentScp>().Take(
        new CommitmentIndication(Association(scanner), new CommitmentRequest(transactionUid, instances), await EndedChannel.Value));

    public static AssociationRequest Association(string callingAe) => new()
    {
        ConnectionId = 1,
        CallingAeTitle = callingAe,
        CalledAeTitle = "EDGE_CT",
        Remote = new IPEndPoint(IPAddress.Loopback, 1),
        Local = new IPEndPoint(IPAddress.Loopback, 2),
        Contexts = StorageCommitment.Contexts,
        PeerMaxPduBytes = 0,
        ImplementationClassUid = "1.2.3",
        ImplementationVersionName = "",
    };

    public async ValueTask DisposeAsync()
    {
        Appliance.Dispose();
        await Archive.DisposeAsync();
        await Told.DisposeAsync();
    }

    /// <summary>A way back that is closed: the library alone makes channels, so one is taken from an association and that is ended.</summary>
    private static readonly Lazy<Task<ReportChannel>> EndedChannel = new(static async () =>
    {
        var got = new TaskCompletionSource<ReportChannel>(TaskCreationOptions.RunContinuationsAsynchronously);
        await using DicomListener listener = DicomListener.Start(
            new DicomListenerOptions
            {
                Address = IPAddress.Loopback,
                Port = 0,
                Decide = _ => AssociationDecision.Accept,
                Receive = _ => StoreReceiver.Refuse(DicomStatus.NotAuthorized),
                Commitment = new CommitmentDesk
                {
                    Roles = _ => CommitmentRoles.Request,
                    Request = indication =>
                    {
                        got.TrySetResult(indication.Channel);
                        return DimseAnswer.Success;
                    },
                    Report = (_, _) => DimseAnswer.Success,
                },
            },
            TimeProvider.System);
        await using (DicomAssociation association = await DicomAssociation.ConnectAsync(
            new DicomAssociationOptions { Host = "127.0.0.1", Port = listener.LocalEndPoint.Port, CalledAeTitle = "X", Contexts = StorageCommitment.Contexts },
            TimeProvider.System,
            CancellationToken.None))
        {
            await association.RequestCommitmentAsync(new CommitmentRequest("2.25.1", [Instance(1)]), CancellationToken.None);
            await association.ReleaseAsync(CancellationToken.None);
        }

        return await got.Task;
    });
}
