using Edge.Contracts;
using Edge.Runtime.Audit;
using Edge.Runtime.Faults;

namespace Edge.Runtime.Tests.Audit;

public sealed class AuditLogTests : IDisposable
{
    private AuditBench _bench = new();

    [Fact]
    public void Append_SeveralEntries_MakeOneChainThatSurvivesARestart()
    {
        _bench.Add(3);
        _bench.Restart();
        _bench.Add(2);
        AuditVerification found = _bench.Verify();
        Assert.True(found.IsWhole, found.Break?.Reason);
        Assert.Equal((5L, _bench.Log.Head), (found.Entries, found.Head));
        Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute, File.GetUnixFileMode(_bench.Data.Audit));
    }

    [Fact]
    public void After_InALongFile_BeginsNearWhatIsWanted()
    {
        const int Entries = 600;
        _bench.Add(Entries);
        foreach (int sequence in (int[])[0, 1, 299, 300, 500, Entries - 1])
        {
            Assert.Equal([.. Enumerable.Range(sequence + 1, Math.Min(3, Entries - sequence)).Select(one => (long)one)], _bench.Log.After(sequence, 3).Select(entry => entry.Sequence));
        }

        Assert.Empty(_bench.Log.After(Entries, 3));
        long length = new FileInfo(_bench.LastFile).Length;
        Assert.InRange(AuditSeek.Before(_bench.LastFile, Entries - 1), length / 2, length);
        Assert.Equal(0, AuditSeek.Before(_bench.LastFile, 0));
    }

    [Fact]
    public void Append_Study_IsWrittenAsItsPseudonym()
    {
        _bench.Log.Append(new AuditEvent(AuditKind.ApplicationActivity, AuditActor.Local(0), "A study was completed.", StudyUid: "1.2.840.99.1"));
        Assert.Matches("^[0-9a-f]{64}$", Assert.Single(_bench.Log.After(0, 10)).Study);
        Assert.DoesNotContain("1.2.840.99.1", File.ReadAllText(_bench.LastFile), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(40)]
    [InlineData(200)]
    public void Open_LastLineCut_RemovesItAndGoesOn(int bytes)
    {
        _bench.Add(2);
        long whole = new FileInfo(_bench.LastFile).Length;
        _bench.Add(1);
        byte[] all = File.ReadAllBytes(_bench.LastFile);
        File.WriteAllBytes(_bench.LastFile, all[..((int)whole + bytes)]);
        Assert.False(_bench.Verify().IsWhole);
        _bench.Restart();
        _bench.Add(1);
        AuditVerification found = _bench.Verify();
        Assert.True(found.IsWhole, found.Break?.Reason);
        Assert.Equal(4, found.Entries);
        Assert.Contains($"of {bytes} bytes", _bench.Log.After(2, 1)[0].What, StringComparison.Ordinal);
    }

    [Fact]
    public void Append_BeyondItsSize_RotatesAndRemovesTheOldest_AndSaysSo()
    {
        _bench.Dispose();
        _bench = new AuditBench(new AuditLimits(1000, 3));
        _bench.Add(40);
        AuditVerification found = _bench.Verify();
        Assert.True(found.IsWhole, found.Break?.Reason);
        Assert.Equal(3, found.Files);
        Assert.True(found.First > 1);
        Assert.Equal(found.Head.Sequence - found.First + 1, found.Entries);
        Assert.Contains(_bench.Log.After(0, 100), entry => entry.What.StartsWith("The oldest entries were removed", StringComparison.Ordinal));
    }

    [Fact]
    public void Verify_OldestFilesTakenAway_IsFound()
    {
        _bench.Dispose();
        _bench = new AuditBench(new AuditLimits(1000, 50));
        _bench.Add(12);
        File.Delete(AuditFile.List(_bench.Data.Audit)[0].Path);
        Assert.Contains("begins later", _bench.Verify().Break!.Reason, StringComparison.Ordinal);
    }

    [Fact]
    public void Verify_EntryChangedRemovedOrAdded_NamesTheFirst()
    {
        _bench.Add(5);
        string[] lines = File.ReadAllLines(_bench.LastFile);
        Write([.. lines[..2], lines[2].Replace("Act 2", "Act 9", StringComparison.Ordinal), .. lines[3..]]);
        Assert.Equal((3, 3L), (_bench.Verify().Break!.Line, _bench.Verify().Break!.Sequence));
        Write([.. lines[..2], .. lines[3..]]);
        Assert.Equal((3, 3L), (_bench.Verify().Break!.Line, _bench.Verify().Break!.Sequence));
        Write([.. lines[..3], lines[2], .. lines[3..]]);
        Assert.Equal((4, 4L), (_bench.Verify().Break!.Line, _bench.Verify().Break!.Sequence));
        Write(lines);
        Assert.True(_bench.Verify().IsWhole);
    }

    [Fact]
    public void Verify_TailCut_IsFoundAgainstAHeadSeenEarlier()
    {
        _bench.Add(5);
        AuditHead seen = _bench.Log.Head;
        Write(File.ReadAllLines(_bench.LastFile)[..3]);
        Assert.True(_bench.Verify().IsWhole);
        Assert.Contains("tail was cut: entry 5", _bench.Verify(seen).Break!.Reason, StringComparison.Ordinal);
    }

    [Fact]
    public void Append_DiskTakesNothing_WaitsAndIsWrittenLater()
    {
        _bench.Add(1);
        _bench.Log.Dispose();
        Directory.Move(_bench.Data.Audit, _bench.Data.Audit + ".away");
        File.WriteAllText(_bench.Data.Audit, "in the way");
        _bench.Add(2);
        Assert.True(_bench.Faults.IsRaised(FaultCatalogue.AuditNotWritten));
        File.Delete(_bench.Data.Audit);
        Directory.Move(_bench.Data.Audit + ".away", _bench.Data.Audit);
        _bench.Watch.Look(TestContext.Current.CancellationToken);
        Assert.False(_bench.Faults.IsRaised(FaultCatalogue.AuditNotWritten));
        Assert.Equal((3L, true), (_bench.Verify().Entries, _bench.Verify().IsWhole));
    }

    [Fact]
    public void After_PagesThroughFiles()
    {
        _bench.Dispose();
        _bench = new AuditBench(new AuditLimits(1000, 50));
        _bench.Add(20);
        var seen = new List<long>();
        for (IReadOnlyList<AuditEntry> page = _bench.Log.After(0, 7); page.Count > 0; page = _bench.Log.After(seen[^1], 7))
        {
            seen.AddRange(page.Select(entry => entry.Sequence));
        }

        Assert.Equal(Enumerable.Range(1, 20).Select(number => (long)number), seen);
    }

    public void Dispose() => _bench.Dispose();

    private void Write(string[] lines) => File.WriteAllText(_bench.LastFile, string.Join('\n', lines) + "\n");
}
