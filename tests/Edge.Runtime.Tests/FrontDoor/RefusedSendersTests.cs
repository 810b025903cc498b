using System.Net;
using Edge.Contracts;
using Edge.Dicom.Network;
using Edge.Runtime.Faults;
using Edge.Runtime.FrontDoor;
using Edge.Runtime.Tests.Audit;
using Microsoft.Extensions.Logging.Abstractions;

namespace Edge.Runtime.Tests.FrontDoor;

/// <summary>The fault for senders that are turned away again and again.</summary>
public sealed class RefusedSendersTests : IDisposable
{
    private readonly ManualTime _time = new();
    private readonly FaultBoard _faults;
    private readonly RefusedSenders _refused;
    private readonly AuditBench _audit = new();

    public RefusedSendersTests()
    {
        _faults = new FaultBoard(_time, NullLogger<FaultBoard>.Instance);
        _refused = new RefusedSenders(_faults, new RefusalAudit(_audit.Log, _time), _time);
    }

    [Fact]
    public void Note_ThirdRefusal_RaisesWhoWhyAndWhatToDo()
    {
        Refuse("10.0.0.5", "CT1", 2, AssociationRejection.CallingAeTitleNotRecognized);
        Assert.Empty(_faults.Current);
        Refuse("10.0.0.5", "CT1", 1, AssociationRejection.CallingAeTitleNotRecognized);
        FaultView fault = Assert.Single(_faults.Current);
        Assert.Equal("sender-refused", fault.Code);
        Assert.Equal(
            "CT1 at 10.0.0.5, 3 times: its AE title is not in dicom.callingAes. Add it there, or correct the title that the sender calls itself.", fault.Detail);
    }

    [Fact]
    public void Note_SenderGetsIn_Clears()
    {
        Refuse("10.0.0.5", "CT1", 3, AssociationRejection.LocalLimitExceeded);
        Refuse("10.0.0.6", "CT1", 3, AssociationRejection.LocalLimitExceeded);
        _refused.Note(Report("::ffff:10.0.0.5", "CT1", AssociationEnd.Released, null));
        Assert.DoesNotContain("10.0.0.5", Assert.Single(_faults.Current).Detail, StringComparison.Ordinal);
        _refused.Note(Report("10.0.0.6", "CT1", AssociationEnd.AbortedByPeer, null));
        Assert.Empty(_faults.Current);
    }

    [Fact]
    public void ForgetOld_AfterAWhile_Clears()
    {
        Refuse("10.0.0.5", null, 3, null, AssociationEnd.AddressRefused);
        Assert.Contains("dicom.networks", Assert.Single(_faults.Current).Detail, StringComparison.Ordinal);
        _time.Advance(TimeSpan.FromMinutes(14));
        _refused.ForgetOld();
        Assert.Single(_faults.Current);
        _time.Advance(TimeSpan.FromMinutes(2));
        _refused.ForgetOld();
        Assert.Empty(_faults.Current);
    }

    [Fact]
    public void Note_FullDisk_IsNoRefusal()
    {
        Refuse("10.0.0.5", "CT1", 5, AssociationRejection.TemporaryCongestion);
        Assert.Empty(_faults.Current);
    }

    [Fact]
    public void Note_ManySenders_IsBoundedAndSaysHowManyMore()
    {
        for (int sender = 0; sender < 1000; sender++)
        {
            Refuse($"10.0.{sender / 250}.{sender % 250}", "CT1", 3, AssociationRejection.CallingAeTitleNotRecognized);
            _time.Advance(TimeSpan.FromMilliseconds(1));
        }

        Assert.EndsWith("And 251 others.", Assert.Single(_faults.Current).Detail, StringComparison.Ordinal);
    }

    [Fact]
    public void Note_ManyRefusals_AreAuditedAtABoundedRate()
    {
        Refuse("10.0.0.5", "CT1", 99, AssociationRejection.CallingAeTitleNotRecognized);
        Assert.Equal(["ae:CT1@10.0.0.5", "ae:CT1@10.0.0.5"], _audit.Log.After(0, 100).Select(entry => entry.Who));
        for (int index = 0; index < 300; index++)
        {
            Refuse("10.0.0.6", $"SCAN{index}", 1, AssociationRejection.CallingAeTitleNotRecognized);
        }

        Assert.Equal(60, _audit.Log.Head.Sequence);
        _time.Advance(TimeSpan.FromHours(1));
        Refuse("10.0.0.7", "CT2", 1, AssociationRejection.CallingAeTitleNotRecognized);
        Assert.Contains("242 refusals before it are not listed", _audit.Log.After(60, 1)[0].What, StringComparison.Ordinal);
    }

    public void Dispose()
    {
        _faults.Dispose();
        _audit.Dispose();
    }

    private void Refuse(string address, string? calling, int times, AssociationRejection? why, AssociationEnd end = AssociationEnd.Rejected)
    {
        for (int time = 0; time < times; time++)
        {
            _refused.Note(Report(address, calling, end, why));
        }
    }

    private static AssociationReport Report(string address, string? calling, AssociationEnd end, AssociationRejection? why) => new()
    {
        ConnectionId = 1,
        Remote = new IPEndPoint(IPAddress.Parse(address), 4000),
        End = end,
        Detail = "",
        Rejection = why,
        CallingAeTitle = calling,
        CalledAeTitle = calling is null ? null : "EDGE",
        Duration = TimeSpan.Zero,
    };
}
