using System.Net;
using Edge.Contracts;
using Edge.Dicom.Network;
using Edge.Runtime.FrontDoor;
using Edge.Runtime.Settings;

namespace Edge.Runtime.Tests.FrontDoor;

/// <summary>Who may send.</summary>
public sealed class SenderPolicyTests
{
    [Theory]
    [InlineData("10.1.2.3", true)]
    [InlineData("10.2.0.1", false)]
    [InlineData("::ffff:10.1.255.255", true)]
    [InlineData("::ffff:10.2.0.1", false)]
    [InlineData("192.168.7.9", true)]
    [InlineData("192.168.7.10", false)]
    [InlineData("fd00:1::77", true)]
    [InlineData("fe80::1", false)]
    [InlineData("127.0.0.1", false)]
    public void Admits_ListedNetworks_AndNoOthers(string address, bool expected) =>
        Assert.Equal(expected, Policy(networks: ["10.1.0.0/16", "192.168.7.9/32", "fd00::/8"]).Admits(IPAddress.Parse(address)));

    [Fact]
    public void Admits_NoList_Everybody() => Assert.True(Policy().Admits(IPAddress.Parse("203.0.113.1")));

    [Fact]
    public void Judge_TitlesNotListed_AreRejectedWithTheirOwnReasons()
    {
        SenderPolicy policy = Policy(called: ["EDGE", "EDGE2"], calling: ["CT1"]);
        Assert.Null(policy.Judge(Request("CT1", "EDGE2")));
        Assert.Equal(AssociationRejection.CallingAeTitleNotRecognized, policy.Judge(Request("CT2", "EDGE")));
        Assert.Equal(AssociationRejection.CallingAeTitleNotRecognized, policy.Judge(Request("ct1", "EDGE")));
        Assert.Equal(AssociationRejection.CalledAeTitleNotRecognized, policy.Judge(Request("CT1", "OTHER")));
    }

    [Fact]
    public void Change_OfTheConfiguration_CountsAtOnce()
    {
        using var appliance = new TestAppliance();
        RunningConfig running = appliance.Get<RunningConfig>();
        var policy = new SenderPolicy(running);
        Assert.Null(policy.Judge(Request("CT1", "EDGE")));
        Assert.True(policy.Admits(IPAddress.Loopback));
        DeviceConfig config = running.Current;
        running.Take(config with { Dicom = config.Dicom with { CallingAes = ["CT2"], Networks = ["10.0.0.0/8"] } }, "");
        Assert.Equal(AssociationRejection.CallingAeTitleNotRecognized, policy.Judge(Request("CT1", "EDGE")));
        Assert.Null(policy.Judge(Request("CT2", "EDGE")));
        Assert.False(policy.Admits(IPAddress.Loopback));
    }

    internal static AssociationRequest Request(string calling, string called) => new()
    {
        ConnectionId = 1,
        CallingAeTitle = calling,
        CalledAeTitle = called,
        Remote = new IPEndPoint(IPAddress.Loopback, 1000),
        Local = new IPEndPoint(IPAddress.Loopback, 104),
        Contexts = [],
        PeerMaxPduBytes = 0,
        ImplementationClassUid = "",
        ImplementationVersionName = "",
    };

    private static SenderPolicy Policy(
        IReadOnlyList<string>? networks = null, IReadOnlyList<string>? called = null, IReadOnlyList<string>? calling = null)
    {
        using var appliance = new TestAppliance();
        DeviceConfig config = appliance.Config;
        return new SenderPolicy(new RunningConfig(config with { Dicom = config.Dicom with { Networks = networks, CalledAes = called, CallingAes = calling } }, ""));
    }
}
