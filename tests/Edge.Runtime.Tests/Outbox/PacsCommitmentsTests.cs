using Edge.Contracts;
using Edge.Dicom.Network;
using Edge.Runtime.Commitment;
using Edge.Runtime.Outbox;

namespace Edge.Runtime.Tests.Outbox;

/// <summary>An archive's word on what it has stored, and what follows.</summary>
public sealed class PacsCommitmentsTests : IAsyncDisposable
{
    private readonly PacsBench _bench = new(commits: true);

    public ValueTask DisposeAsync() => _bench.DisposeAsync();

    [Fact]
    public async Task Stored_IsDeliveredOnceItIsCommitted()
    {
        _bench.Commit("1.2.1", JobUrgency.Routine, "1.2.1.11", "1.2.1.12");
        await _bench.TurnAsync();
        Assert.Equal("stored stored", _bench.States());
        Assert.Equal(0, _bench.Commitments.Settle("archive"));

        Report(committed: ["1.2.1.11"], failed: []);
        Assert.Equal(1, _bench.Commitments.Settle("archive"));
        Assert.Equal("delivered stored", _bench.States());
        Report(committed: ["1.2.1.12"], failed: []);
        _bench.Commitments.Settle("archive");
        Assert.Equal("delivered delivered", _bench.States());
    }

    [Fact]
    public async Task NotCommitted_IsSentAgain_AndAFewTimesOnly()
    {
        _bench.Commit("1.2.1", JobUrgency.Routine, "1.2.1.11");
        for (int time = 1; time <= PacsCommitments.TriesMax; time++)
        {
            await _bench.TurnAfterWaitAsync(1);
            Assert.Equal(time, _bench.Taken.Count);
            Report(committed: [], failed: ["1.2.1.11"]);
            _bench.Commitments.Settle("archive");
            Assert.Equal(time < PacsCommitments.TriesMax ? "waiting" : "set-aside", _bench.States());
            Assert.StartsWith("The archive did not commit it: 0112", _bench.List()[0].Reason, StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task GivenUp_IsSentAgain()
    {
        _bench.Commit("1.2.1", JobUrgency.Routine, "1.2.1.11");
        await _bench.TurnAsync();
        _bench.Appliance.Get<CommitmentTable>().GiveUp(Request(), "nobody reported");
        _bench.Commitments.Settle("archive");
        Assert.Equal(("waiting", "The archive did not say whether it keeps it: nobody reported"), (_bench.States(), _bench.List()[0].Reason));
    }

    [Fact]
    public async Task KilledBeforeItWasAskedFor_IsAskedForAfterwards()
    {
        _bench.Commit("1.2.1", JobUrgency.Routine, "1.2.1.11");
        PacsRow row = _bench.Table.Next(PacsBench.Destination, [])!;
        _bench.Table.Take(PacsBench.Destination, row, isCommitted: false, null);
        Assert.Equal(1, _bench.Commitments.Request("archive"));
        Assert.Equal(0, _bench.Commitments.Request("archive"));
        Report(committed: ["1.2.1.11"], failed: []);
        _bench.Commitments.Settle("archive");
        Assert.Equal("delivered", _bench.States());
        await _bench.TurnAsync();
        Assert.Empty(_bench.Taken);
    }

    [Fact]
    public async Task Waive_WithoutCommitment_CountsAsDelivered()
    {
        _bench.Commit("1.2.1", JobUrgency.Routine, "1.2.1.11");
        await _bench.TurnAsync();
        _bench.Commitments.Waive("archive");
        Assert.Equal("delivered", _bench.States());
    }

    private long Request() => _bench.Appliance.Scalar<long>("SELECT max(id) FROM commitments");

    private void Report(string[] committed, string[] failed)
    {
        const string transaction = "1.2.3.4.5";
        SopReference Reference(string sop) => new("1.2.840.10008.5.1.4.1.1.7", sop);
        CommitmentTable table = _bench.Appliance.Get<CommitmentTable>();
        string uid = $"{transaction}.{Guid.NewGuid().GetHashCode() & 0x7FFFFFFF}";
        table.BeginAsking(Request(), uid);
        table.Take(["archive"], new CommitmentResult
        {
            TransactionUid = uid,
            Committed = [.. committed.Select(Reference)],
            Failed = [.. failed.Select(sop => new CommitmentFailure(Reference(sop), 0x0112))],
        });
    }
}
