using System.Globalization;
using System.Net;
using System.Net.Sockets;

namespace Edge.EndToEnd.Tests;

/// <summary>What senders of other makers see of the front door's rules.</summary>
public sealed class PeerNegotiationTests
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Dcmsend_WholeFolder_IsStored()
    {
        using var folder = new TemporaryFolder();
        string[] digests = TlsBench.WriteSlices(folder.Sub("files"), 6);
        await using Appliance appliance = await StartAsync(folder);
        Outcome sent = await TlsBench.DcmtkAsync("dcmsend", ["+sd"], appliance.DicomPort, Cancel, Path.Combine(folder.Path, "files"));
        Assert.True(sent.ExitCode == 0, sent.Errors);
        Assert.Equal(digests.Order(), new StoredObjects(appliance.Data).Digests().Order());
    }

    [Theory]
    [InlineData("findscu", "No Acceptable Presentation Contexts", "-P", "-k", "0010,0010=*")]
    [InlineData("findscu", "No Acceptable Presentation Contexts", "-W", "-k", "0010,0010=*")]
    [InlineData("movescu", "No Acceptable Presentation Contexts", "-S", "-aem", "X", "-k", "0008,0052=STUDY")]
    [InlineData("getscu", "No adequate Presentation Contexts", "-S", "-k", "0008,0052=STUDY")]
    public async Task QueryAndRetrieve_AreRefusedContextByContext(string program, string told, params string[] options)
    {
        using var folder = new TemporaryFolder();
        await using Appliance appliance = await StartAsync(folder);
        Outcome asked = await TlsBench.DcmtkAsync(program, options, appliance.DicomPort, Cancel);
        Assert.NotEqual(0, asked.ExitCode);
        Assert.Contains(told, asked.Output + asked.Errors, StringComparison.OrdinalIgnoreCase);
        Assert.Equal(0, (await TlsBench.DcmtkAsync("echoscu", [], appliance.DicomPort, Cancel)).ExitCode);
    }

    [Fact]
    public async Task Titles_NotListed_AreRejectedWithTheirReasonsAndShown()
    {
        using var folder = new TemporaryFolder();
        await using Appliance appliance = await StartAsync(folder, """dicom.callingAes=["CT1"]""", """dicom.calledAes=["EDGE"]""");
        Assert.Equal(0, (await EchoAsync(appliance, "CT1", "EDGE")).ExitCode);
        Assert.Contains("Called AE Title Not Recognized", (await EchoAsync(appliance, "CT1", "OTHER")).Errors, StringComparison.Ordinal);
        for (int time = 0; time < 3; time++)
        {
            Outcome rejected = await EchoAsync(appliance, "CT2", "EDGE");
            Assert.Contains("Calling AE Title Not Recognized", rejected.Errors, StringComparison.Ordinal);
            Assert.Contains("Rejected Permanent", rejected.Errors, StringComparison.Ordinal);
        }

        string? fault = await appliance.FaultAsync("sender-refused", Cancel);
        Assert.Contains("CT2 at 127.0.0.1, 3 times: its AE title is not in dicom.callingAes", fault, StringComparison.Ordinal);
        Assert.DoesNotContain("CT1", fault, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Networks_NotListed_AreClosedUnheard()
    {
        using var folder = new TemporaryFolder();
        await using Appliance appliance = await StartAsync(folder, """dicom.networks=["10.0.0.0/8"]""");
        Assert.NotEqual(0, (await EchoAsync(appliance, "CT1", "EDGE")).ExitCode);
        Assert.Contains("AddressRefused", appliance.LogTail(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Networks_Listed_HoldForIPv4OverIPv6()
    {
        using var folder = new TemporaryFolder();
        await using Appliance appliance = await StartAsync(folder, "dicom.listeners.0.address=::", """dicom.networks=["127.0.0.1/32"]""");
        Assert.Equal(0, (await EchoAsync(appliance, "CT1", "EDGE")).ExitCode);
    }

    [Fact]
    public async Task Rate_OfAnAddress_SlowsItAndLosesNothing()
    {
        using var folder = new TemporaryFolder();
        string path = Path.Combine(folder.Sub("files"), "large.dcm");
        Phantom.WriteLarge(path, InstanceUids.NewStudy(1)[0], PhantomKind.UltrasoundLoop, 12 * 1024 * 1024);
        await using Appliance appliance = await StartAsync(folder, "dicom.maxMiBPerSecondPerPeer=4");
        var time = System.Diagnostics.Stopwatch.StartNew();
        Outcome sent = await TlsBench.DcmtkAsync("storescu", [], appliance.DicomPort, Cancel, path);
        Assert.True(sent.ExitCode == 0, sent.Errors);
        Assert.True(time.Elapsed > TimeSpan.FromSeconds(2), $"12 MiB took {time.Elapsed} at 4 MiB a second");
        Assert.Equal([Part10.DataSetDigest(path)], new StoredObjects(appliance.Data).Digests());
    }

    [Theory]
    [InlineData("127.0.0.1", "another program has the port")]
    [InlineData("192.0.2.1", "this machine has no such address")]
    public async Task Port_ThatCannotBeHad_IsToldInOneLine(string address, string reason)
    {
        using var folder = new TemporaryFolder();
        using var taken = new TcpListener(IPAddress.Loopback, 0);
        taken.Start();
        string port = ((IPEndPoint)taken.LocalEndpoint).Port.ToString(CultureInfo.InvariantCulture);
        Outcome start = await Tool.RunAsync(
            Checkout.Program("edge-runtime"),
            "",
            [
                "--config", Checkout.WorkstationConfig, "--data", Path.Combine(folder.Path, "data"), "--set", $"dicom.listeners.0.address={address}", "--set",
                $"dicom.listeners.0.port={port}", "--set", "web.port=0",
            ],
            Cancel);
        Assert.Equal(1, start.ExitCode);
        Assert.Contains(reason, start.Errors.TrimEnd().Split('\n')[^1], StringComparison.Ordinal);
        Assert.DoesNotContain("   at ", start.Errors, StringComparison.Ordinal);
    }

    private static Task<Appliance> StartAsync(TemporaryFolder folder, params string[] overrides) =>
        Appliance.StartAsync(Path.Combine(folder.Path, "data"), ["routes=[]", .. overrides], Cancel);

    private static Task<Outcome> EchoAsync(Appliance appliance, string calling, string called) =>
        TlsBench.DcmtkAsync("echoscu", ["-aet", calling, "-aec", called], appliance.DicomPort, Cancel);
}
