using Edge.Contracts;
using Edge.Dicom.Network;
using Edge.Runtime.Commitment;
using Edge.Runtime.Settings;

namespace Edge.Runtime.Tests.Commitment;

/// <summary>What happens to a request between us and an archive.</summary>
public sealed class AskingTests : IAsyncDisposable
{
    private readonly CommitmentBench _bench = new();

    public ValueTask DisposeAsync() => _bench.DisposeAsync();

    [Fact]
    public void List_NothingWasEverAsked_IsEmpty() => Assert.Empty(_bench.Appliance.Get<StorageCommitments>().List(null, 10));

    [Fact]
    public async Task Request_ReportedOnTheSameAssociation_IsDone()
    {
        _bench.Configure(_bench.Archive.Port, null, waitSeconds: 600);
        _bench.Archive.Reports = DicomPeer.AllOf;
        long id = _bench.Request(CommitmentBench.Instance(1), CommitmentBench.Instance(2));
        await _bench.AskAsync();
        CommitmentView done = _bench.Find(id);
        Assert.Equal(("done", 2, 0, 0), (done.State, done.Committed, done.Failed, done.Undecided));
        Assert.Empty(_bench.Faults);
    }

    [Fact]
    public async Task Report_OnAnotherAssociation_InPartsAndTwice_DecidesEachInstanceOnce()
    {
        long id = _bench.Request(CommitmentBench.Instance(1), CommitmentBench.Instance(2), CommitmentBench.Instance(3));
        await _bench.AskAsync();
        CommitmentRequest asked = await _bench.Archive.NextRequestAsync();
        Assert.Equal("waiting", _bench.Find(id).State);
        CommitmentResult first = new() { TransactionUid = asked.TransactionUid, Committed = [CommitmentBench.Instance(1)], Failed = [] };
        Assert.Equal(DimseAnswer.Success, _bench.Reported(first));
        Assert.Equal(("waiting", 1, 2), (_bench.Find(id).State, _bench.Find(id).Committed, _bench.Find(id).Undecided));
        CommitmentResult second = new()
        {
            TransactionUid = asked.TransactionUid,
            Committed = [CommitmentBench.Instance(2), CommitmentBench.Instance(99)],
            Failed = [new(CommitmentBench.Instance(1), 0x0112), new(CommitmentBench.Instance(3), 0x0112)],
        };
        for (int time = 0; time < 2; time++)
        {
            Assert.Equal(DimseAnswer.Success, _bench.Reported(second));
            Assert.Equal(("done", 2, 1, 0), (_bench.Find(id).State, _bench.Find(id).Committed, _bench.Find(id).Failed, _bench.Find(id).Undecided));
        }

        Assert.Equal(["commitment-failed"], _bench.Faults);
    }

    [Fact]
    public async Task Report_OnNothingThatWasAsked_OrOfAnotherArchive_Is0115()
    {
        _bench.Request(CommitmentBench.Instance(1));
        await _bench.AskAsync();
        CommitmentRequest asked = await _bench.Archive.NextRequestAsync();
        Assert.Equal(0x0115, _bench.Reported(DicomPeer.AllOf(new CommitmentRequest("2.25.1", asked.References))).Status.Code);
        Assert.Equal(0x0115, _bench.Reported(DicomPeer.AllOf(asked), "STRANGER").Status.Code);
        Assert.Equal(DimseAnswer.Success, _bench.Reported(DicomPeer.AllOf(asked)));
    }

    [Fact]
    public async Task Archive_Unreachable_WaitsLongerEachTime_AndIsAskedOnceItIsBack()
    {
        int port;
        await using (var gone = new DicomPeer())
        {
            port = gone.Port;
        }

        _bench.Configure(port, null);
        long id = _bench.Request(CommitmentBench.Instance(1));
        await _bench.AskAsync();
        Assert.Equal(["commitment-unanswered"], _bench.Faults);
        Assert.Contains("ConnectionRefused", _bench.Find(id).Reason, StringComparison.Ordinal);
        Assert.Empty(_bench.Table.Due("archive", 10));
        _bench.Time.Advance(RetryWait.First);
        Assert.Single(_bench.Table.Due("archive", 10));
        await using var back = new DicomPeer(port);
        await _bench.AskAsync();
        Assert.Equal("waiting", _bench.Find(id).State);
        Assert.Empty(_bench.Faults);
    }

    [Theory]
    [InlineData(0x0213)]
    [InlineData(0x0110)]
    public async Task Archive_Refuses_IsAskedAgain(int status)
    {
        _bench.Archive.Answer = new DimseAnswer(new DicomStatus((ushort)status));
        long id = _bench.Request(CommitmentBench.Instance(1));
        await _bench.AskAsync();
        Assert.Equal("asking", _bench.Find(id).State);
        Assert.Contains($"{status:X4}", _bench.Find(id).Reason, StringComparison.Ordinal);
        _bench.Archive.Answer = DimseAnswer.Success;
        _bench.Time.Advance(RetryWait.First);
        await _bench.AskAsync();
        Assert.Equal(("waiting", null), (_bench.Find(id).State, _bench.Find(id).Reason));
    }

    [Fact]
    public async Task Archive_DoesNotOfferIt_SaysSo()
    {
        _bench.Archive.Roles = CommitmentRoles.None;
        long id = _bench.Request(CommitmentBench.Instance(1));
        await _bench.AskAsync();
        Assert.Equal("ARCHIVE does not offer storage commitment to us", _bench.Find(id).Reason);
    }

    [Fact]
    public async Task Report_NeverComes_ArchiveIsAskedAgainForWhatIsUndecided_AndAReportToTheFirstCounts()
    {
        long id = _bench.Request(CommitmentBench.Instance(1), CommitmentBench.Instance(2));
        await _bench.AskAsync();
        CommitmentRequest first = await _bench.Archive.NextRequestAsync();
        _bench.Reported(new CommitmentResult { TransactionUid = first.TransactionUid, Committed = [CommitmentBench.Instance(1)], Failed = [] });
        _bench.Time.Advance(TimeSpan.FromSeconds(101));
        await _bench.AskAsync();
        CommitmentRequest second = await _bench.Archive.NextRequestAsync();
        Assert.NotEqual(first.TransactionUid, second.TransactionUid);
        Assert.Equal([CommitmentBench.Instance(2)], second.References);
        Assert.Equal(["commitment-unanswered"], _bench.Faults);
        Assert.Equal("ARCHIVE took the request and did not report in 100 seconds", _bench.Find(id).Reason);
        Assert.Equal(DimseAnswer.Success, _bench.Reported(DicomPeer.AllOf(first)));
        Assert.Equal("done", _bench.Find(id).State);
        Assert.Empty(_bench.Faults);
    }

    [Fact]
    public async Task Report_NeverComes_IsGivenUpInTheEnd_ButNotByAClockThatJumps()
    {
        long id = _bench.Request(CommitmentBench.Instance(1));
        await _bench.AskAsync();
        _bench.Time.SetWall(_bench.Time.GetUtcNow().AddYears(10));
        await _bench.AskAsync();
        Assert.Equal("waiting", _bench.Find(id).State);
        for (int ask = 2; ask < CommitmentAsker.LeastTries; ask++)
        {
            _bench.Time.Advance(TimeSpan.FromSeconds(101));
            await _bench.AskAsync();
        }

        _bench.Time.Advance(TimeSpan.FromSeconds(101));
        await _bench.AskAsync();
        Assert.Equal(("failed", 1), (_bench.Find(id).State, _bench.Find(id).Undecided));
        Assert.Equal(["commitment-failed"], _bench.Faults);
        _bench.Time.Advance(CommitmentLimits.FailureShown);
        await _bench.AskAsync();
        Assert.Empty(_bench.Faults);
    }

    [Fact]
    public async Task Clock_SetBack_HoldsNothing()
    {
        long id = _bench.Request(CommitmentBench.Instance(1));
        _bench.Time.SetWall(_bench.Time.GetUtcNow().AddYears(-10));
        await _bench.AskAsync();
        Assert.Equal("waiting", _bench.Find(id).State);
        _bench.Time.SetWall(_bench.Time.GetUtcNow().AddYears(-10));
        Assert.Single(_bench.Table.Overdue("archive", TimeSpan.FromSeconds(100), 10));
    }

    [Fact]
    public async Task Restart_BetweenRequestAndReport_ForgetsNothing()
    {
        long id = _bench.Request(CommitmentBench.Instance(1));
        await _bench.AskAsync();
        CommitmentRequest asked = await _bench.Archive.NextRequestAsync();
        _bench.Appliance.Restart();
        Assert.Equal(DimseAnswer.Success, _bench.Reported(DicomPeer.AllOf(asked)));
        Assert.Equal("done", _bench.Find(id).State);
    }

    [Fact]
    public void Archive_NoLongerConfigured_IsGivenUp()
    {
        long id = _bench.Request(CommitmentBench.Instance(1));
        _bench.Table.GiveUpAllBut([]);
        Assert.Equal("failed", _bench.Find(id).State);
        Assert.Contains("no archive archive", _bench.Find(id).Reason, StringComparison.Ordinal);
    }

    [Fact]
    public void Request_OfAnArchiveThatAChangeTakesCommitmentFrom_IsGivenUpOnceThatIsFollowed()
    {
        RunningConfig running = _bench.Appliance.Get<RunningConfig>();
        running.Take(running.Current with { Pacs = [running.Current.Pacs[0] with { Commitment = null }] }, "");
        Assert.False(_bench.Appliance.Get<StorageCommitments>().CanAsk(running.Current.Pacs[0].Name));
        long id = _bench.Request(CommitmentBench.Instance(1));
        _bench.Table.GiveUpAllBut([]);
        Assert.Equal("failed", _bench.Find(id).State);
    }
}
