using Dapper;
using Edge.Contracts;
using Edge.Dicom.Network;
using Edge.Runtime.Outbox;
using Edge.Runtime.Store;

namespace Edge.Runtime.Tests.Outbox;

/// <summary>What becomes of an object for each way in which an archive can behave.</summary>
public sealed class PacsLaneTests : IAsyncDisposable
{
    private readonly PacsBench _bench = new();

    public ValueTask DisposeAsync() => _bench.DisposeAsync();

    [Fact]
    public async Task Turn_SendsEveryObject_InTheOrderOfItsUnit()
    {
        _bench.Commit("1.2.1", JobUrgency.Routine, "1.2.1.11", "1.2.1.12", "1.2.1.13");
        Assert.Equal("waiting waiting waiting", _bench.States());
        await _bench.TurnAsync();
        Assert.Equal(["1.2.1.11", "1.2.1.12", "1.2.1.13"], _bench.Taken);
        Assert.Equal("delivered delivered delivered", _bench.States());
        Assert.Empty(_bench.Faults);
    }

    [Fact]
    public async Task Turn_UrgentOnes_OvertakeWhatWaitsLonger()
    {
        _bench.Commit("1.2.1", JobUrgency.Backfill, "1.2.1.11", "1.2.1.12");
        _bench.Time.Advance(TimeSpan.FromSeconds(10));
        _bench.Commit("1.2.2", JobUrgency.Routine, "1.2.2.11");
        _bench.Time.Advance(TimeSpan.FromSeconds(10));
        _bench.Commit("1.2.3", JobUrgency.Stat, "1.2.3.11");
        await _bench.TurnAsync();
        Assert.Equal(["1.2.3.11", "1.2.2.11", "1.2.1.11", "1.2.1.12"], _bench.Taken);
    }

    [Fact]
    public async Task Turn_BackfillThatWaitedItsTime_GoesBeforeUrgentOnes()
    {
        _bench.Commit("1.2.1", JobUrgency.Backfill, "1.2.1.11");
        _bench.Time.Advance(TimeSpan.FromHours(4) + TimeSpan.FromSeconds(1));
        _bench.Commit("1.2.2", JobUrgency.Stat, "1.2.2.11");
        await _bench.TurnAsync();
        Assert.Equal(["1.2.1.11", "1.2.2.11"], _bench.Taken);
    }

    [Fact]
    public async Task Turn_OneThatMayPass_LetsOtherUnitsGoAndHoldsItsOwn()
    {
        _bench.Commit("1.2.1", JobUrgency.Routine, "1.2.1.11", "1.2.1.12");
        _bench.Commit("1.2.2", JobUrgency.Routine, "1.2.2.11");
        _bench.Answer = sop => sop == "1.2.1.11" ? DicomStatus.CannotUnderstand : DicomStatus.Success;
        await _bench.TurnAsync();
        Assert.Equal(["1.2.2.11"], _bench.Taken);
        Assert.Equal("waiting waiting delivered", _bench.States());
        Assert.Equal("The archive answered C000 cannot understand", _bench.List()[0].Reason);

        // Four more times, and it is the operator's; the next of its unit goes then.
        await _bench.TurnAfterWaitAsync(4);
        Assert.Equal("set-aside delivered delivered", _bench.States());
        Assert.Contains("5 times", _bench.List()[0].Reason, StringComparison.Ordinal);
        Assert.Equal(["pacs-set-aside"], _bench.Faults);

        _bench.Answer = _ => DicomStatus.Success;
        _bench.Rows.SendAgain(_bench.List()[0].Id);
        await _bench.TurnAsync();
        Assert.Equal("delivered delivered delivered", _bench.States());
        Assert.Empty(_bench.Faults);
    }

    [Fact]
    public async Task Turn_Refused_IsSetAsideAtOnce()
    {
        _bench.Commit("1.2.1", JobUrgency.Routine, "1.2.1.11", "1.2.1.12");
        _bench.Answer = sop => sop == "1.2.1.11" ? DicomStatus.SopClassNotSupported : DicomStatus.Success;
        await _bench.TurnAsync();
        Assert.Equal("set-aside delivered", _bench.States());
        Assert.Equal(1, _bench.List()[0].Attempts);
    }

    [Fact]
    public async Task Turn_OutOfResources_LeavesTheArchiveAloneForAsLongAsItTakes()
    {
        _bench.Commit("1.2.1", JobUrgency.Routine, "1.2.1.11");
        _bench.Commit("1.2.2", JobUrgency.Routine, "1.2.2.11");
        _bench.Answer = _ => DicomStatus.OutOfResources;
        await _bench.TurnAsync();
        Assert.Equal(["pacs-unreachable"], _bench.Faults);
        Assert.Equal([0, 0], _bench.List().Select(row => row.Attempts));
        await _bench.TurnAfterWaitAsync(12);
        Assert.Equal("waiting waiting", _bench.States());

        _bench.Answer = _ => DicomStatus.Success;
        await _bench.TurnAfterWaitAsync(1);
        Assert.Equal("delivered delivered", _bench.States());
        Assert.Empty(_bench.Faults);
    }

    [Fact]
    public async Task Turn_RejectedForGood_SetsAsideAndSendsOnceItIsAccepted()
    {
        _bench.Decision = AssociationDecision.Reject(AssociationRejection.CallingAeTitleNotRecognized);
        _bench.Commit("1.2.1", JobUrgency.Routine, "1.2.1.11");
        _bench.Commit("1.2.2", JobUrgency.Routine, "1.2.2.11");
        await _bench.TurnAsync();
        await _bench.TurnAfterWaitAsync(3);
        Assert.Equal("waiting waiting", _bench.States());
        await _bench.TurnAfterWaitAsync(1);
        Assert.Equal("set-aside set-aside", _bench.States());
        Assert.StartsWith("Rejected for good: ", _bench.List()[0].Reason, StringComparison.Ordinal);
        Assert.Equal(["pacs-set-aside", "pacs-unreachable"], _bench.Faults.Order(StringComparer.Ordinal));

        _bench.Decision = AssociationDecision.Accept;
        _bench.Commit("1.2.3", JobUrgency.Routine, "1.2.3.11");
        await _bench.TurnAfterWaitAsync(1);
        Assert.Equal("delivered delivered delivered", _bench.States());
    }

    [Fact]
    public async Task Turn_BusyAgainAndAgain_CostsAnObjectNoneOfItsTries()
    {
        _bench.Commit("1.2.1", JobUrgency.Routine, "1.2.1.11");
        _bench.Answer = _ => DicomStatus.OutOfResources;
        await _bench.TurnAsync();
        await _bench.TurnAfterWaitAsync(5);
        _bench.Answer = _ => DicomStatus.CannotUnderstand;
        await _bench.TurnAfterWaitAsync(1);
        Assert.Equal(("waiting", 1), (_bench.States(), _bench.List()[0].Attempts));
    }

    [Fact]
    public async Task Turn_RejectedForGood_AsksByItselfWhetherItIsAcceptedAgain()
    {
        _bench.Decision = AssociationDecision.Reject(AssociationRejection.CallingAeTitleNotRecognized);
        _bench.Commit("1.2.1", JobUrgency.Routine, "1.2.1.11");
        await _bench.TurnAsync();
        await _bench.TurnAfterWaitAsync(4);
        Assert.Equal(("set-aside", 5), (_bench.States(), _bench.Asked));

        // Nothing new comes: it asks once in five minutes at most, and goes on when it is accepted.
        await _bench.TurnAfterWaitAsync(3);
        await _bench.TurnAsync();
        Assert.Equal(("set-aside", 8), (_bench.States(), _bench.Asked));
        _bench.Decision = AssociationDecision.Accept;
        await _bench.TurnAfterWaitAsync(1);
        Assert.Equal(("delivered", 10), (_bench.States(), _bench.Asked));
        Assert.Empty(_bench.Faults);
        await _bench.TurnAfterWaitAsync(1);
        Assert.Equal(10, _bench.Asked);
    }

    [Theory]
    [InlineData(true, "delivered")]
    [InlineData(false, "stored")]
    public void Take_SetAsideWhileItWasOnItsWay_IsTheArchivesAllTheSame(bool isCommitted, string state)
    {
        _bench.Commit("1.2.1", JobUrgency.Routine, "1.2.1.11");
        PacsRow row = _bench.Table.Next(PacsBench.Destination, [])!;
        _bench.Table.SetRejectedAside(PacsBench.Destination, "no");
        _bench.Table.Take(PacsBench.Destination, row, isCommitted, null);
        Assert.Equal(state, _bench.States());
    }

    [Fact]
    public void Review_ReadsOpenRowsAlone()
    {
        foreach (string query in new[] { PacsFaults.Aside, PacsFaults.Late })
        {
            IEnumerable<string> plan = _bench.Appliance.Store.Read(connection => connection.Query(
                "EXPLAIN QUERY PLAN " + query, new { UnitHold.Reason, UnitHold.PassedOver, Withdrawn = Withdrawal.Reason, before = 1L }).Select(step => (string)step.detail).ToList());
            Assert.Contains("SEARCH outbox USING INDEX outbox_open (state=?)", plan);
        }
    }

    [Fact]
    public async Task Turn_RejectedForNow_WaitsForAsLongAsItTakes()
    {
        _bench.Decision = AssociationDecision.Reject(AssociationRejection.LocalLimitExceeded);
        _bench.Commit("1.2.1", JobUrgency.Routine, "1.2.1.11");
        await _bench.TurnAsync();
        await _bench.TurnAfterWaitAsync(12);
        Assert.Equal(("waiting", 0), (_bench.States(), _bench.List()[0].Attempts));
        Assert.Equal(["pacs-unreachable", "pacs-backlog"], _bench.Faults);
    }

    [Fact]
    public async Task Turn_FileChangedOnDisk_IsNotSent()
    {
        string result = _bench.Commit("1.2.1", JobUrgency.Routine, "1.2.1.11");
        string file = Path.Combine(_bench.Appliance.Data.Results, result, "1.2.1.11.dcm");
        byte[] bytes = await File.ReadAllBytesAsync(file, TestContext.Current.CancellationToken);
        bytes[^1] ^= 1;
        await File.WriteAllBytesAsync(file, bytes, TestContext.Current.CancellationToken);
        await _bench.TurnAsync();
        Assert.Empty(_bench.Taken);
        Assert.Contains("is not what was committed", Assert.Single(_bench.List()).Reason, StringComparison.Ordinal);
    }

    [Fact]
    public async Task SendAgain_OfADestination_LeavesWhatWasReplaced()
    {
        _bench.Answer = _ => DicomStatus.SopClassNotSupported;
        _bench.Commit("1.2.1", JobUrgency.Routine, "1.2.1.11");
        _bench.Commit("1.2.2", JobUrgency.Routine, "1.2.2.11");
        await _bench.TurnAsync();
        _bench.Appliance.Receive("1.2.1.1.2", "1.2.1.1", "CT", "1.2.1");
        _bench.Appliance.CompleteAndPlan("1.2.1");
        Assert.Equal(1, _bench.Rows.SendAgain(PacsBench.Destination));
        _bench.Answer = _ => DicomStatus.Success;
        await _bench.TurnAsync();
        Assert.Equal(["1.2.2.11"], _bench.Taken);
        Assert.Equal("set-aside delivered", _bench.States());
    }
}
