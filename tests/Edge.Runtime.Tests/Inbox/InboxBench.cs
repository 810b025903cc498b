using System.Net;
using Dapper;
using Edge.Contracts;
using Edge.Dicom;
using Edge.Dicom.Network;
using Edge.Runtime.Faults;
using Edge.Runtime.Inbox;
using Edge.Runtime.Store;
using Microsoft.Extensions.Logging.Abstractions;

namespace Edge.Runtime.Tests.Inbox;

/// <summary>An inbox in a temporary directory.</summary>
internal sealed class InboxBench : IDisposable
{
    private InboxIndex? _index;
    public InboxBench()
    {
        Data = new DataDirectory(Directory.CreateTempSubdirectory("edge-inbox-").FullName);
        Directory.CreateDirectory(Data.InboxPartial);
        Store = EdgeStore.Open(Data.Database);
        Faults = new FaultBoard(Time, NullLogger<FaultBoard>.Instance);
        Restart();
    }

    public DataDirectory Data { get; }

    public ManualTime Time { get; } = new();

    public FaultBoard Faults { get; }

    public StageSignals Signals { get; } = new();

    public long MinFreeMiB { get; set; } = 1;

    public EdgeStore Store { get; private set; }

    public ObjectInbox Inbox { get; private set; } = null!;

    public InboxRecovery Recovery { get; private set; } = null!;

    /// <summary>Nobody writes its rows but who reads the store, or calls it.</summary>
    public IndexQueue Queue { get; private set; } = null!;

    public RemovedSeries Removed => new(Data, Store);

    public Retention Retention => new(Data, Store, _index!, Removed, Time);

    public InboxBuckets Buckets { get; private set; } = null!;

    public InboxVerifier Verifier => new(Data, Store, Buckets, new LostFiles(Store), TimeProvider.System);

    public DigestRecorder Recorder => new(Data, Store, Buckets, TimeProvider.System, NullLogger<DigestRecorder>.Instance);

    public InboxConflicts Conflicts => new(Store, Data);

    public InboxChoice Choice => new(Data, Store, Faults, Signals, Time, NullLogger<InboxChoice>.Instance);

    public IReadOnlyList<string> Files =>
        [.. Directory.EnumerateFiles(Data.Inbox, "*", SearchOption.AllDirectories).Order(StringComparer.Ordinal)];

    public IReadOnlyList<string> Flags => Query<string>("SELECT coalesce(flag, '') FROM instances ORDER BY id");

    /// <summary>The same data directory in a new process, as far as the inbox can tell.</summary>
    public void Restart()
    {
        Queue?.WritePending();
        Kill();
    }

    /// <summary>As <see cref="Restart"/>, without the rows that wait.</summary>
    public void Kill()
    {
        _index?.Dispose();
        _index = new InboxIndex(Store);
        var lost = new LostFiles(Store);
        var buckets = new InboxBuckets(Data, Store, Time);
        Buckets = buckets;
        Queue = new IndexQueue(Store, _index, buckets, Signals);
        var space = new DiskSpace(Data, new InboxConfig(MinFreeMiB, null, null, null), Faults);
        Inbox = new ObjectInbox(Data, buckets, Queue, lost, space, Faults, Time, NullLogger<ObjectInbox>.Instance);
        Recovery = new InboxRecovery(Data, Store, buckets, _index, lost, Removed, Faults, Signals, NullLogger<InboxRecovery>.Instance);
    }

    /// <summary>As <see cref="Restart"/>, with an empty database.</summary>
    public void RestartWithoutDatabase()
    {
        Store.Dispose();
        File.Delete(Data.Database);
        File.Delete(Data.Database + "-wal");
        File.Delete(Data.Database + "-shm");
        Store = EdgeStore.Open(Data.Database);
        Kill();
    }

    public StoreOutcome Send(DicomDataset dataset, DicomTransferSyntax? syntax = null) => Send(
        Encode(dataset, syntax ?? DicomTransferSyntax.ExplicitVRLittleEndian),
        dataset.GetString(DicomTag.SOPClassUID) ?? Objects.CtImage,
        dataset.GetString(DicomTag.SOPInstanceUID) ?? "1.2.3",
        syntax);

    public StoreOutcome Send(byte[] bytes, string sopClassUid, string sopInstanceUid, DicomTransferSyntax? syntax = null, int chunkBytes = 1000)
    {
        StoreReceiver receiver = Inbox.Receive(Request(sopClassUid, sopInstanceUid, syntax));
        foreach (byte[] chunk in bytes.Chunk(chunkBytes))
        {
            receiver.Write(chunk);
        }

        return receiver.Commit();
    }

    public static StoreRequest Request(string sopClassUid, string sopInstanceUid, DicomTransferSyntax? syntax = null) => new()
    {
        Association = new AssociationRequest
        {
            ConnectionId = 1,
            CallingAeTitle = "SCANNER",
            CalledAeTitle = "EDGE",
            Remote = new IPEndPoint(IPAddress.Parse("192.0.2.7"), 1024),
            Local = new IPEndPoint(IPAddress.Loopback, 11112),
            Contexts = [],
            PeerMaxPduBytes = 0,
            ImplementationClassUid = "",
            ImplementationVersionName = "",
        },
        SopClassUid = sopClassUid,
        SopInstanceUid = sopInstanceUid,
        TransferSyntax = syntax ?? DicomTransferSyntax.ExplicitVRLittleEndian,
        MessageId = 1,
    };

    public static byte[] Encode(DicomDataset dataset, DicomTransferSyntax syntax)
    {
        using var stream = new MemoryStream();
        DicomWriter.Write(dataset, syntax, stream);
        return stream.ToArray();
    }

    public IReadOnlyList<T> Query<T>(string sql) => Store.Read(connection => connection.Query<T>(sql).AsList());

    public void Dispose()
    {
        _index?.Dispose();
        Store.Dispose();
        Directory.Delete(Data.Root, recursive: true);
    }
}
