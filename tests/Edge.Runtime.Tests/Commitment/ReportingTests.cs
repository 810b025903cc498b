using System.Net;
using Dapper;
using Edge.Contracts;
using Edge.Dicom.Network;
using Edge.Runtime.Commitment;
using Edge.Runtime.Inbox;
using Edge.Runtime.Store;

namespace Edge.Runtime.Tests.Commitment;

/// <summary>What happens to a scanner's request.</summary>
public sealed class ReportingTests : IAsyncDisposable
{
    private readonly CommitmentBench _bench = new();

    public ValueTask DisposeAsync() => _bench.DisposeAsync();

    [Fact]
    public async Task Request_OnlyWhatIsHeldIsAskedFor_AndTheArchiveDecides()
    {
        Hold(1, 2);
        _bench.Appliance.Receive("1.2.3.3");
        SopReference conflict = new("1.2.840.10008.5.1.4.1.1.4", "1.2.3.3");
        Assert.Equal(DimseAnswer.Success, await _bench.AskedAsync("2.25.7", CommitmentBench.Instance(1), CommitmentBench.Instance(2), conflict, CommitmentBench.Instance(4)));
        await _bench.TellAsync();
        Assert.Equal(0, _bench.Told.ReportCount);
        await _bench.AskAsync();
        CommitmentRequest asked = await _bench.Archive.NextRequestAsync();
        Assert.Equal([CommitmentBench.Instance(1), CommitmentBench.Instance(2)], asked.References.OrderBy(reference => reference.SopInstanceUid, StringComparer.Ordinal));
        Assert.NotEqual("2.25.7", asked.TransactionUid);
        _bench.Reported(new CommitmentResult
        {
            TransactionUid = asked.TransactionUid,
            Committed = [CommitmentBench.Instance(1)],
            Failed = [new(CommitmentBench.Instance(2), 0x0213)],
        });
        await _bench.TellAsync();
        CommitmentResult told = await _bench.Told.NextReportAsync();
        Assert.Equal(("2.25.7", CommitmentBench.ArchiveAe), (told.TransactionUid, told.RetrieveAeTitle));
        Assert.Equal([CommitmentBench.Instance(1)], told.Committed);
        Assert.Equal(
            [new(CommitmentBench.Instance(2), 0x0213), new(conflict, 0x0119), new(CommitmentBench.Instance(4), 0x0112)],
            told.Failed.OrderBy(failure => failure.Reference.SopInstanceUid, StringComparer.Ordinal));
        await _bench.TellAsync();
        Assert.Equal(0, _bench.Told.ReportCount);
    }

    [Fact]
    public async Task Request_NothingHeld_IsReportedWithoutTheArchive()
    {
        await _bench.AskedAsync("2.25.7", CommitmentBench.Instance(1));
        await _bench.TellAsync();
        CommitmentResult told = await _bench.Told.NextReportAsync();
        Assert.Empty(told.Committed);
        Assert.Equal(CommitmentReason.NoSuchObjectInstance, Assert.Single(told.Failed).Reason);
        Assert.Empty(_bench.Faults);
    }

    [Theory]
    [InlineData(LostFiles.Missing, 0x0112)]
    [InlineData(UnitHold.LostFlag, 0x0110)]
    [InlineData(RemovedSeries.BeingRemoved, 0x0112)]
    [InlineData(ObjectHeader.OtherContent, 0x0110)]
    [InlineData(ObjectHeader.NotChosen, 0x0110)]
    public async Task Request_OfWhatIsGoneOrHasSeveralContents_IsNotAskedFor(string flag, int reason)
    {
        Hold(1);
        _bench.Appliance.Store.Write((connection, transaction) => connection.Execute("UPDATE instances SET flag = @flag", new { flag }, transaction));
        await _bench.AskedAsync("2.25.7", CommitmentBench.Instance(1));
        await _bench.TellAsync();
        Assert.Equal(reason, Assert.Single((await _bench.Told.NextReportAsync()).Failed).Reason);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Archive_SaysBothOrAnotherContentComesMeanwhile_IsReportedAsNotCommitted(bool contentComes)
    {
        Hold(1, 2);
        await _bench.AskedAsync("2.25.7", CommitmentBench.Instance(1), CommitmentBench.Instance(2));
        await _bench.AskAsync();
        CommitmentRequest asked = await _bench.Archive.NextRequestAsync();
        if (contentComes)
        {
            _bench.Appliance.Store.Write((connection, transaction) => connection.Execute(
                "UPDATE instances SET flag = @OtherContent WHERE sop_instance_uid = '1.2.3.1'", new { ObjectHeader.OtherContent }, transaction));
        }

        _bench.Reported(new CommitmentResult
        {
            TransactionUid = asked.TransactionUid,
            Committed = [CommitmentBench.Instance(1), CommitmentBench.Instance(2)],
            Failed = contentComes ? [] : [new(CommitmentBench.Instance(1), CommitmentReason.ProcessingFailure)],
        });
        await _bench.TellAsync();
        CommitmentResult told = await _bench.Told.NextReportAsync();
        Assert.Equal([CommitmentBench.Instance(2)], told.Committed);
        Assert.Equal([new(CommitmentBench.Instance(1), CommitmentReason.ProcessingFailure)], told.Failed);
    }

    [Fact]
    public async Task Archive_NeverDecides_IsReportedAsNotCommitted()
    {
        Hold(1);
        await _bench.AskedAsync("2.25.7", CommitmentBench.Instance(1));
        _bench.Table.GiveUpAllBut([]);
        await _bench.TellAsync();
        Assert.Equal(CommitmentReason.ProcessingFailure, Assert.Single((await _bench.Told.NextReportAsync()).Failed).Reason);
    }

    [Fact]
    public async Task Request_Repeated_IsToldAgain_AndOtherInstancesUnderItsTransactionAre0115()
    {
        for (int time = 0; time < 2; time++)
        {
            Assert.Equal(DimseAnswer.Success, await _bench.AskedAsync("2.25.7", CommitmentBench.Instance(1), CommitmentBench.Instance(2)));
            await _bench.TellAsync();
            Assert.Equal(2, (await _bench.Told.NextReportAsync()).Failed.Count);
        }

        Assert.Equal(0x0115, (await _bench.AskedAsync("2.25.7", CommitmentBench.Instance(1))).Status.Code);
        Assert.Equal(1, _bench.Appliance.Scalar<long>("SELECT count(*) FROM commitments"));
    }

    [Fact]
    public async Task Request_MoreThanMayBePending_Is0213()
    {
        Hold(1);
        for (int number = 0; number < CommitmentLimits.MaxPendingRequestsPerAe; number++)
        {
            Assert.Equal(DimseAnswer.Success, await _bench.AskedAsync($"2.25.1{number}", CommitmentBench.Instance(1)));
        }

        Assert.Equal(0x0213, (await _bench.AskedAsync("2.25.9", CommitmentBench.Instance(1))).Status.Code);
    }

    [Fact]
    public async Task Request_MoreInstancesThanMayBePending_Is0213()
    {
        SopReference[] most = [.. Enumerable.Range(0, StorageCommitment.MaxReferences).Select(CommitmentBench.Instance)];
        int requests = CommitmentLimits.MaxPendingInstances / StorageCommitment.MaxReferences;
        await _bench.AskedAsync("2.25.1", most);
        _bench.Appliance.Store.Write((connection, transaction) =>
            connection.Execute("UPDATE commitments SET instances = instances * @requests", new { requests }, transaction));
        Assert.Equal(0x0213, (await _bench.AskedAsync("2.25.2", CommitmentBench.Instance(1))).Status.Code);
    }

    [Fact]
    public async Task Scanner_Unreachable_IsToldAfterARestart_OnceItIsBack()
    {
        int port;
        await using (var gone = new DicomPeer())
        {
            port = gone.Port;
        }

        _bench.Configure(_bench.Archive.Port, port);
        await _bench.AskedAsync("2.25.7", CommitmentBench.Instance(1));
        await _bench.TellAsync();
        Assert.Equal(["commitment-unreported"], _bench.Faults);
        _bench.Appliance.Restart();
        await using var back = new DicomPeer(port);
        _bench.Time.Advance(RetryWait.First);
        await _bench.TellAsync();
        Assert.Equal("2.25.7", (await back.NextReportAsync()).TransactionUid);
        Assert.Empty(_bench.Faults);
    }

    [Fact]
    public async Task Scanner_Away_IsDialledOnceATurnAndHoldsUpNobody()
    {
        int dialled = 0;
        await using DicomListener away = DicomListener.Start(
            new DicomListenerOptions
            {
                Address = IPAddress.Loopback,
                Port = 0,
                Decide = _ =>
                {
                    Interlocked.Increment(ref dialled);
                    return AssociationDecision.Reject(AssociationRejection.LocalLimitExceeded);
                },
                Receive = _ => StoreReceiver.Refuse(DicomStatus.NotAuthorized),
            },
            TimeProvider.System);
        _bench.Configure(_bench.Archive.Port, _bench.Told.Port, others: new() { ["AWAY"] = new RequesterConfig("127.0.0.1", away.LocalEndPoint.Port, null) });
        for (int number = 0; number < CommitmentLimits.ReportsPerTurn + 10; number++)
        {
            await _bench.AskedAsync($"2.25.1{number}", "AWAY", CommitmentBench.Instance(1));
        }

        await _bench.AskedAsync("2.25.7", CommitmentBench.Instance(1));
        await _bench.TellAsync();
        Assert.Equal(("2.25.7", 1), ((await _bench.Told.NextReportAsync()).TransactionUid, dialled));
        Assert.Equal(CommitmentLimits.ReportsPerScanner, _bench.Appliance.Scalar<long>("SELECT count(*) FROM commitment_reports WHERE attempts = 1 AND reason IS NOT NULL"));
    }

    [Fact]
    public async Task Scanner_Refuses_IsToldAgain()
    {
        _bench.Told.Answer = new DimseAnswer(DicomStatus.ProcessingFailure);
        await _bench.AskedAsync("2.25.7", CommitmentBench.Instance(1));
        await _bench.TellAsync();
        Assert.Equal(["commitment-unreported"], _bench.Faults);
        _bench.Told.Answer = DimseAnswer.Success;
        _bench.Time.Advance(RetryWait.First);
        await _bench.TellAsync();
        await _bench.Told.NextReportAsync();
        Assert.Empty(_bench.Faults);
    }

    [Fact]
    public async Task Scanner_WithoutAddress_IsToldOnceItHasOne_OrGivenUp()
    {
        _bench.Configure(_bench.Archive.Port, null);
        await _bench.AskedAsync("2.25.7", CommitmentBench.Instance(1));
        await _bench.TellAsync();
        CommitmentView owed = Assert.Single(_bench.Appliance.Get<StorageCommitments>().List(null, 10));
        Assert.Equal(("owed", true), (owed.Report, owed.ReportReason!.Contains("dicom.commitment.requesters", StringComparison.Ordinal)));
        _bench.Time.Advance(TimeSpan.FromSeconds(2000));
        for (int again = 1; again < CommitmentAsker.LeastTries; again++)
        {
            await _bench.TellAsync();
            _bench.Time.Advance(RetryWait.Longest);
        }

        Assert.Equal("failed", Assert.Single(_bench.Appliance.Get<StorageCommitments>().List(null, 10)).Report);
        _bench.Configure(_bench.Archive.Port, _bench.Told.Port);
        await _bench.AskedAsync("2.25.7", CommitmentBench.Instance(1));
        await _bench.TellAsync();
        Assert.Equal("2.25.7", (await _bench.Told.NextReportAsync()).TransactionUid);
    }

    [Fact]
    public async Task Finished_OlderOnesAreForgotten_ButNotWhatIsOwed()
    {
        await _bench.AskedAsync("2.25.7", CommitmentBench.Instance(1));
        for (int number = 0; number <= CommitmentLimits.FinishedKept + 1; number++)
        {
            _bench.Time.Advance(TimeSpan.FromMilliseconds(1));
            long id = _bench.Request(CommitmentBench.Instance(1));
            _bench.Table.GiveUp(id, "test");
        }

        Assert.InRange(_bench.Appliance.Scalar<long>("SELECT count(*) FROM commitments"), CommitmentLimits.FinishedKept, CommitmentLimits.FinishedKept + 2);
        await _bench.TellAsync();
        Assert.Equal("2.25.7", (await _bench.Told.NextReportAsync()).TransactionUid);
    }

    [Fact]
    public void Finished_OfVeryManyInstances_AreForgottenSooner()
    {
        long first = _bench.Request(CommitmentBench.Instance(1));
        _bench.Table.GiveUp(first, "test");
        _bench.Appliance.Store.Write((connection, transaction) =>
            connection.Execute("UPDATE commitments SET instances = @FinishedInstancesKept", new { CommitmentLimits.FinishedInstancesKept }, transaction));
        _bench.Time.Advance(TimeSpan.FromMilliseconds(1));
        long next = _bench.Request(CommitmentBench.Instance(1));
        _bench.Table.GiveUp(next, "test");
        Assert.Equal(next, Assert.Single(_bench.Appliance.Get<StorageCommitments>().List(null, 10)).Id);
        Assert.Equal(1, _bench.Appliance.Scalar<long>("SELECT count(*) FROM commitment_instances"));
    }

    [Fact]
    public void Roles_AreWhatTheConfigurationAllows()
    {
        CommitmentScp both = _bench.Appliance.Get<CommitmentScp>();
        Assert.Equal(CommitmentRoles.Request, both.RolesOf(CommitmentBench.Association("ANY")));
        Assert.Equal(CommitmentRoles.Request | CommitmentRoles.Report, both.RolesOf(CommitmentBench.Association(CommitmentBench.ArchiveAe)));
        _bench.Appliance.Config = _bench.Appliance.Config with { Dicom = _bench.Appliance.Config.Dicom with { Commitment = null } };
        _bench.Appliance.Restart();
        CommitmentScp user = _bench.Appliance.Get<CommitmentScp>();
        Assert.Equal(CommitmentRoles.None, user.RolesOf(CommitmentBench.Association("ANY")));
        Assert.Equal(CommitmentRoles.Report, user.RolesOf(CommitmentBench.Association(CommitmentBench.ArchiveAe)));
    }

    private void Hold(params int[] numbers)
    {
        foreach (int number in numbers)
        {
            _bench.Appliance.Receive(CommitmentBench.Instance(number).SopInstanceUid);
        }
    }
}
