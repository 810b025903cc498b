using Edge.Contracts;
using Edge.Runtime.Audit;
using Edge.Runtime.Faults;
using Edge.Runtime.Store;
using Microsoft.Extensions.Logging.Abstractions;

namespace Edge.Runtime.Tests.Audit;

/// <summary>An audit log on a directory of its own.</summary>
internal sealed class AuditBench : IDisposable
{
    private readonly AuditLimits _limits;

    public AuditBench(AuditLimits? limits = null)
    {
        _limits = limits ?? AuditLimits.Default;
        Faults = new FaultBoard(Time, NullLogger<FaultBoard>.Instance);
        Log = Open();
        Watch = new AuditWatch(Log, Faults, Time, NullLogger<AuditWatch>.Instance);
    }

    public ManualTime Time { get; } = new();

    public DataDirectory Data { get; } = new(Directory.CreateTempSubdirectory("edge-audit-").FullName);

    public FaultBoard Faults { get; }

    public AuditLog Log { get; private set; }

    public AuditWatch Watch { get; private set; }

    public string LastFile => AuditFile.List(Data.Audit)[^1].Path;

    public void Add(int count)
    {
        for (int index = 0; index < count; index++)
        {
            Log.Append(new AuditEvent(AuditKind.ApplicationActivity, AuditActor.User("anna"), $"Act {index}."));
        }
    }

    public void Restart()
    {
        Log.Dispose();
        Watch.Dispose();
        Log = Open();
        Watch = new AuditWatch(Log, Faults, Time, NullLogger<AuditWatch>.Instance);
    }

    public AuditVerification Verify(AuditHead? known = null) => AuditChain.Verify(Data.Audit, known);

    public void Dispose()
    {
        Log.Dispose();
        Watch.Dispose();
        Faults.Dispose();
        Directory.Delete(Data.Root, recursive: true);
    }

    private AuditLog Open() => new(Data, SiteKey.LoadOrCreate(Data), _limits, Faults, Time, NullLogger<AuditLog>.Instance);
}
