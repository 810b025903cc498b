using Edge.Contracts;
using Edge.Runtime.Audit;
using Edge.Runtime.Faults;

namespace Edge.Runtime.Tests.Audit;

public sealed class AuditWatchTests : IDisposable
{
    private readonly AuditBench _bench = new(new AuditLimits(1000, 50));

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public void Look_ChainBrokenAndMended_RaisesAndClearsByItself()
    {
        _bench.Add(8);
        _bench.Watch.Look(Cancellation);
        Assert.Empty(_bench.Faults.Current);
        string file = AuditFile.List(_bench.Data.Audit)[0].Path;
        string whole = File.ReadAllText(file);
        File.WriteAllText(file, whole.Replace("Act 1", "Act 7", StringComparison.Ordinal));
        _bench.Watch.Look(Cancellation);
        FaultView shown = Assert.Single(_bench.Faults.Current);
        Assert.Equal("audit-broken", shown.Code);
        Assert.StartsWith("audit-000000000001.jsonl line 2, entry 2: ", shown.Detail, StringComparison.Ordinal);
        _bench.Watch.Look(Cancellation);
        Assert.Single(_bench.Log.After(0, 100), entry => entry.What.StartsWith("The audit log was found broken", StringComparison.Ordinal));
        File.WriteAllText(file, whole);
        _bench.Watch.Look(Cancellation);
        Assert.Empty(_bench.Faults.Current);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    public void Look_FileThatGrowsChangedAtTheSameLength_IsSeen_AlsoWhenTheLogGoesOnFirst(int further)
    {
        _bench.Add(2);
        _bench.Watch.Look(Cancellation);
        DateTime before = File.GetLastWriteTimeUtc(_bench.LastFile);
        File.WriteAllText(_bench.LastFile, File.ReadAllText(_bench.LastFile).Replace("Act 0", "Act 7", StringComparison.Ordinal));
        File.SetLastWriteTimeUtc(_bench.LastFile, before.AddSeconds(1));
        _bench.Add(further);
        _bench.Watch.Look(Cancellation);
        Assert.True(_bench.Faults.IsRaised(FaultCatalogue.AuditBroken));
    }

    [Fact]
    public void Look_TailCutWhileItRuns_IsSeen()
    {
        _bench.Add(2);
        _bench.Watch.Look(Cancellation);
        string[] lines = File.ReadAllLines(_bench.LastFile);
        File.WriteAllText(_bench.LastFile, lines[0] + "\n");
        _bench.Watch.Look(Cancellation);
        Assert.True(_bench.Faults.IsRaised(FaultCatalogue.AuditBroken));
    }

    [Fact]
    public void Look_FileTakenAwayWhileItRuns_IsSeen_AndTheLogGoesOn()
    {
        _bench.Add(2);
        _bench.Watch.Look(Cancellation);
        File.Delete(_bench.LastFile);
        _bench.Watch.Look(Cancellation);
        Assert.True(_bench.Faults.IsRaised(FaultCatalogue.AuditBroken));
        _bench.Add(1);
        Assert.Equal("Act 0.", _bench.Log.After(3, 1)[0].What);
    }

    [Fact]
    public void Look_LogThatCannotBeRead_IsSaidAsThat_UntilItCan()
    {
        _bench.Add(2);
        string file = _bench.LastFile;
        File.Move(file, file + ".away");
        File.CreateSymbolicLink(file, file);
        _bench.Watch.Look(Cancellation);
        _bench.Watch.Look(Cancellation);
        Assert.True(_bench.Faults.IsRaised(FaultCatalogue.AuditUnread));
        Assert.False(_bench.Faults.IsRaised(FaultCatalogue.AuditNotWritten));
        File.Delete(file);
        File.Move(file + ".away", file);
        _bench.Watch.Look(Cancellation);
        Assert.False(_bench.Faults.IsRaised(FaultCatalogue.AuditUnread));
    }

    public void Dispose() => _bench.Dispose();
}
