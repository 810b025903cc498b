using System.Diagnostics;
using Edge.Contracts;
using Edge.Dicom.Network;
using Edge.Runtime.Faults;
using Edge.Runtime.Inbox;

namespace Edge.Runtime.Tests.Inbox;

/// <summary>What is recorded of stored files, and what a verification finds of what happened to them.</summary>
public sealed class InboxVerifierTests : IDisposable
{
    private readonly InboxBench _bench = new();

    [Fact]
    public async Task Record_StoredObjects_GivesWhatSha256sumTakes()
    {
        await StoreAsync(3);
        var start = new ProcessStartInfo("sha256sum", ["--check", "--strict", BucketDigests.FileName])
        {
            WorkingDirectory = Path.GetDirectoryName(First),
            RedirectStandardOutput = true,
        };
        using Process checking = Process.Start(start)!;
        string said = await checking.StandardOutput.ReadToEndAsync(TestContext.Current.CancellationToken);
        await checking.WaitForExitAsync(TestContext.Current.CancellationToken);
        Assert.Equal((0, 3), (checking.ExitCode, said.Split('\n', StringSplitOptions.RemoveEmptyEntries).Count(line => line.EndsWith(": OK", StringComparison.Ordinal))));
        Assert.Equal(0, await _bench.Recorder.RecordAsync(TestContext.Current.CancellationToken));
    }

    [Fact]
    public async Task Record_AfterALineWasCutOff_HashesThatFileAgain()
    {
        await StoreAsync(3);
        string sums = Path.Combine(Path.GetDirectoryName(First)!, BucketDigests.FileName);
        byte[] whole = await File.ReadAllBytesAsync(sums, TestContext.Current.CancellationToken);
        await File.WriteAllBytesAsync(sums, whole[..^30], TestContext.Current.CancellationToken);
        Assert.Equal(1, await _bench.Recorder.RecordAsync(TestContext.Current.CancellationToken));
        Assert.Equal(3, BucketDigests.Read(Path.GetDirectoryName(First)!).Count);
    }

    [Fact]
    public async Task Add_ForAnObjectRemovedMeanwhile_LeavesNoLine()
    {
        await StoreAsync(2);
        string removed = First;
        string digest = ObjectDigest.Compute(removed);
        File.Delete(removed);
        BucketDigests.Remove(Path.GetDirectoryName(removed)!, new HashSet<string> { Path.GetFileName(removed) });
        BucketDigests.Add(removed, digest);
        Assert.DoesNotContain(Path.GetFileName(removed), BucketDigests.Read(Path.GetDirectoryName(removed)!).Keys);
    }

    [Fact]
    public async Task Run_NothingHappened_IsWell()
    {
        await StoreAsync(3);
        Assert.Empty(await FindAsync());
    }

    [Fact]
    public async Task Run_OneOfEach_FindsEach()
    {
        await StoreAsync(4);
        IReadOnlyList<string> files = Stored;
        File.Delete(files[0]);
        Flip(files[1]);
        File.Delete(files[2]);
        File.CreateSymbolicLink(files[2], files[2]);
        await File.WriteAllTextAsync(Path.Combine(_bench.Data.Inbox, "notes.txt"), "x", TestContext.Current.CancellationToken);
        await File.WriteAllTextAsync(Path.Combine(Path.GetDirectoryName(First)!, "copy.dcm"), "x", TestContext.Current.CancellationToken);
        await File.WriteAllTextAsync(Path.Combine(_bench.Data.InboxPartial, "x.part"), "x", TestContext.Current.CancellationToken);

        Assert.Equal(
            ["changed " + Name(files[1]), "missing " + Name(files[0]), "stray 20260102/0001/copy.dcm", "stray notes.txt", "unreadable " + Name(files[2])],
            await FindAsync());
        Assert.Equal([LostFiles.Missing, LostFiles.Unreadable, LostFiles.Unreadable, ""], _bench.Flags);
        new LostFiles(_bench.Store).Report(_bench.Faults);
        Assert.True(_bench.Faults.IsRaised(FaultCatalogue.ObjectsDamaged));

        // What is sent again takes the place of what is lost; a start does not take a changed file back.
        for (int number = 0; number < 3; number++)
        {
            Assert.Equal(StoreOutcome.Success, _bench.Send(Objects.Ct($"1.2.3.{number}")));
        }

        Assert.Equal(["", "", "", ""], _bench.Flags.Where(flag => flag.Length == 0));
        new LostFiles(_bench.Store).Report(_bench.Faults);
        Assert.False(_bench.Faults.IsRaised(FaultCatalogue.ObjectsDamaged));
        _bench.Restart();
        _bench.Recovery.Run();
        Assert.Equal(["", "", "", ""], _bench.Flags.Where(flag => flag.Length == 0));
    }

    [Fact]
    public async Task SentAgain_WhileTheStoredCopyIsChanged_TakesItsPlaceInsteadOfBeingOtherContent()
    {
        await StoreAsync(1);
        Flip(First);
        Assert.Equal(StoreOutcome.Success, _bench.Send(Objects.Ct("1.2.3.0")));
        Assert.Equal([LostFiles.Unreadable, ""], _bench.Flags);
    }

    [Fact]
    public async Task Run_AfterTheIndexWasLost_StillKnowsWhatWasStored()
    {
        await StoreAsync(2);
        Flip(First);
        _bench.RestartWithoutDatabase();
        _bench.Recovery.Run();
        Assert.Equal(["changed " + Name(First)], await FindAsync());
    }

    [Fact]
    public async Task Run_ObjectsNotHashedYet_RecordsThem()
    {
        _bench.Send(Objects.Ct("1.2.3"));
        Assert.Empty(await FindAsync());
        Flip(First);
        Assert.Equal(["changed " + Name(First)], await FindAsync());
    }

    [Fact]
    public async Task Run_WhileAnotherRuns_IsRefused()
    {
        await StoreAsync(1);
        InboxVerifier verifier = _bench.Verifier;
        VerifyReport? inner = null;
        bool asked = false;
        await verifier.RunAsync(
            0,
            async _ =>
            {
                inner = await verifier.RunAsync(0, _ => Task.CompletedTask, TestContext.Current.CancellationToken);
                asked = true;
            },
            TestContext.Current.CancellationToken);
        Assert.True(asked);
        Assert.Null(inner);
    }

    public void Dispose() => _bench.Dispose();

    private IReadOnlyList<string> Stored => [.. _bench.Files.Where(path => path.EndsWith(".dcm", StringComparison.Ordinal))];

    private string First => Stored[0];

    private string Name(string path) => Path.GetRelativePath(_bench.Data.Inbox, path);

    private async Task StoreAsync(int objects)
    {
        for (int number = 0; number < objects; number++)
        {
            _bench.Send(Objects.Ct($"1.2.3.{number}"));
        }

        Assert.Equal(objects, await _bench.Recorder.RecordAsync(TestContext.Current.CancellationToken));
    }

    private async Task<IReadOnlyList<string>> FindAsync()
    {
        var found = new List<string>();
        await _bench.Verifier.RunAsync(
            0,
            message =>
            {
                if (message.Finding is { } finding)
                {
                    found.Add($"{finding.Kind} {finding.File}");
                }

                return Task.CompletedTask;
            },
            TestContext.Current.CancellationToken);
        return [.. found.Order(StringComparer.Ordinal)];
    }

    // One bit of the pixel data, as disks do it.
    private static void Flip(string path)
    {
        byte[] bytes = File.ReadAllBytes(path);
        bytes[^100] ^= 0x10;
        File.WriteAllBytes(path, bytes);
    }
}
