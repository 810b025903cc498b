using System.Collections.Concurrent;
using System.Net;
using System.Security.Cryptography;
using Dapper;
using Edge.Contracts;
using Edge.Dicom;
using Edge.Dicom.Network;
using Edge.Runtime.Audit;
using Edge.Runtime.Commitment;
using Edge.Runtime.Faults;
using Edge.Runtime.Jobs;
using Edge.Runtime.Outbox;
using Edge.Runtime.Results;
using Edge.Runtime.Settings;
using Edge.Runtime.Store;
using Edge.Runtime.Tests.Jobs;
using Microsoft.Extensions.Logging.Abstractions;

namespace Edge.Runtime.Tests.Outbox;

/// <summary>Results with objects, and an archive on loopback that answers as it is told, turned by hand.</summary>
internal sealed class PacsBench : IAsyncDisposable
{
    public const string Destination = "pacs:archive";
    private const string SecondaryCapture = "1.2.840.10008.5.1.4.1.1.7";

    private readonly DicomListener _archive;
    private readonly PacsPeers _peers;
    private int _asked;

    public PacsBench(bool commits = false, PacsResultsConfig? results = null)
    {
        _archive = DicomListener.Start(
            new DicomListenerOptions { Address = IPAddress.Loopback, Port = 0, Decide = Decide, Receive = Receive },
            TimeProvider.System);
        Appliance = new TestAppliance(Time, null, TestAppliance.Route("ct", "double", "Modality", "CT"));
        PacsCommitmentConfig? commitment = commits ? new PacsCommitmentConfig(null, null, 0, 100, 1000) : null;
        Appliance.Config = Appliance.Config with
        {
            Mqtt = null,
            Pacs = [new PacsConfig("archive", "127.0.0.1", _archive.LocalEndPoint.Port, "ARCHIVE", null, commitment, results)],
        };
        Appliance.Restart();
        Appliance.AddRelease("double", UnitKind.Series);
        Directory.CreateDirectory(Appliance.Data.Results);
        Table = new PacsTable(Appliance.Store, Time);
        Rows = new OutboxTable(Appliance.Store, Time);
        _peers = new PacsPeers(Appliance.Get<RunningConfig>(), Table, Time);
        Commitments = new PacsCommitments(Appliance.Store, Appliance.Get<StorageCommitments>(), Time);
    }

    public ManualTime Time { get; } = new();

    public TestAppliance Appliance { get; }

    public PacsTable Table { get; }

    public OutboxTable Rows { get; }

    public PacsCommitments Commitments { get; }

    public PacsPeer Peer => _peers.All[0];

    /// <summary>What the archive answers to an association.</summary>
    public AssociationDecision Decision { get; set; } = AssociationDecision.Accept;

    /// <summary>Associations that it was asked for.</summary>
    public int Asked => Volatile.Read(ref _asked);

    /// <summary>What it answers to an object, by SOP Instance UID.</summary>
    public Func<string, DicomStatus> Answer { get; set; } = _ => DicomStatus.Success;

    /// <summary>What the results come to that are committed from now on.</summary>
    public ResultOutcome Outcome { get; set; } = ResultOutcome.Completed;

    /// <summary>Of what kind an object counts, by SOP Instance UID.</summary>
    public Func<string, ResultObjectKind> Kind { get; set; } = _ => ResultObjectKind.SecondaryCapture;

    /// <summary>SOP Instance UIDs that it took, in order.</summary>
    public ConcurrentQueue<string> Taken { get; } = new();

    public IReadOnlyList<OutboxRowView> List() => [.. Rows.List(null, OutboxTable.LimitMax).OrderBy(row => row.Id)];

    public string States() => string.Join(' ', List().Select(row => row.State));

    public IReadOnlyList<string> Faults => [.. Appliance.Get<FaultBoard>().Current.Select(fault => fault.Code)];

    /// <summary>Commits a result of a study of its own with objects of these UIDs.</summary>
    public string Commit(string study, JobUrgency urgency, params string[] sops)
    {
        string series = study + ".1";
        Appliance.Receive(series + ".1", series, "CT", study);
        Appliance.CompleteAndPlan(study);
        Appliance.Store.Write((connection, transaction) => connection.Execute(
            "UPDATE jobs SET urgency = @urgency, rank = 0 WHERE state = 'queued'", new { urgency = (int)urgency }, transaction));
        JobLease lease = Appliance.Get<JobLeases>().Lease()!;
        string scratch = Directory.CreateDirectory(Path.Combine(Appliance.Data.Scratch, lease.Identity.ResultId)).FullName;
        foreach (string sop in sops)
        {
            Save(scratch, sop, study);
        }

        WrittenResult.Write(scratch, lease, Appliance.Get<JobMessageMaker>(), Outcome, [.. sops.Select(sop => Describe(scratch, sop, series))]);
        Assert.NotNull(Appliance.Get<ResultCommit>().Commit(lease.Identity, scratch, "done"));
        return lease.Identity.ResultId;
    }

    /// <summary>Flags an object of a study as one that came again with another patient, which holds its unit; or takes the flag back.</summary>
    public void Hold(string study, bool holds = true) => Appliance.Store.Write((connection, transaction) =>
    {
        connection.Execute("UPDATE instances SET flag = @flag WHERE study_uid = @study", new { study, flag = holds ? UnitHold.Flag : null }, transaction);
        UnitHold.Refresh(transaction, study);
    });

    public PacsLane Lane() => new(
        Peer,
        "EDGE",
        Table,
        Commitments,
        new PacsSending(Appliance.Data, Appliance.Get<AuditLog>()),
        new PacsFaults(_peers, Appliance.Store, Appliance.Get<FaultBoard>(), Time),
        Appliance.Get<StageSignals>(),
        Appliance.Get<DiskRetry>(),
        Time,
        NullLogger.Instance);

    /// <summary>Turns until nothing is due or the archive is left alone.</summary>
    public async Task<TimeSpan> TurnAsync()
    {
        PacsLane lane = Lane();
        TimeSpan wait;
        do
        {
            wait = await lane.TurnAsync(TestContext.Current.CancellationToken);
        }
        while (wait == TimeSpan.Zero);
        new PacsFaults(_peers, Appliance.Store, Appliance.Get<FaultBoard>(), Time).Review();
        return wait;
    }

    /// <summary>Lets the time pass that it waits for, and turns, so many times.</summary>
    public async Task TurnAfterWaitAsync(int times)
    {
        for (int time = 0; time < times; time++)
        {
            Time.Advance(DeliveryBackoff.Longest);
            await TurnAsync();
        }
    }

    public async ValueTask DisposeAsync()
    {
        Appliance.Dispose();
        await _archive.DisposeAsync();
    }

    private static void Save(string folder, string sop, string study)
    {
        var dataset = new DicomDataset();
        dataset.Set(DicomTag.SOPClassUID, DicomVR.UI, SecondaryCapture);
        dataset.Set(DicomTag.SOPInstanceUID, DicomVR.UI, sop);
        dataset.Set(DicomTag.StudyInstanceUID, DicomVR.UI, study);
        new DicomFile(dataset, DicomTransferSyntax.ExplicitVRLittleEndian).Save(Path.Combine(folder, sop + ".dcm"));
    }

    private ResultObject Describe(string folder, string sop, string series)
    {
        byte[] bytes = File.ReadAllBytes(Path.Combine(folder, sop + ".dcm"));
        return new ResultObject(
            sop + ".dcm",
            Kind(sop),
            SecondaryCapture,
            sop,
            series,
            DicomUid.ExplicitVRLittleEndian,
            Convert.ToHexStringLower(SHA256.HashData(bytes)),
            bytes.Length);
    }

    private AssociationDecision Decide(AssociationRequest request)
    {
        Interlocked.Increment(ref _asked);
        return Decision;
    }

    private StoreReceiver Receive(StoreRequest request)
    {
        DicomStatus answer = Answer(request.SopInstanceUid);
        if (answer.IsSuccess)
        {
            Taken.Enqueue(request.SopInstanceUid);
        }

        return StoreReceiver.Refuse(answer);
    }
}
