using System.Globalization;

namespace Edge.EndToEnd.Tests;

/// <summary>What we send over TLS to programs of other makers, and Orthanc in both directions.</summary>
public sealed class TlsSenderTests
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Edgectl_ToStorescpThatAsksForCertificates_SendsOnlyWithAGoodOne()
    {
        using var folder = new TemporaryFolder();
        OpensslAuthority authority = await OpensslAuthority.MakeAsync(folder.Sub("tls"), Cancel);
        OpensslAuthority stranger = await OpensslAuthority.MakeAsync(folder.Sub("stranger"), Cancel);
        TlsFiles peerFiles = await authority.IssueAsync("peer", "serverAuth,clientAuth", 90, Cancel);
        TlsFiles ours = await authority.IssueAsync("ours", "clientAuth", 90, Cancel);
        TlsFiles foreign = await stranger.IssueAsync("foreign", "clientAuth", 90, Cancel);
        using StoreScp peer = await StoreScp.StartAsync(folder.Sub("peer"), Cancel, peerFiles);
        string files = folder.Sub("files");
        string[] digests = TlsBench.WriteSlices(files, 5);

        Outcome sent = await EdgectlAsync(["send", Address(peer.Port), files, .. ours.EdgectlOptions]);
        Assert.True(sent.ExitCode == 0, sent.Errors);
        Assert.Equal(digests.Order(), Directory.GetFiles(peer.Folder).Select(Part10.DataSetDigest).Order());
        Assert.Equal(0, (await EdgectlAsync(["echo", Address(peer.Port), .. ours.EdgectlOptions])).ExitCode);

        await AssertFailsAsync(["echo", Address(peer.Port), .. (ours with { Authority = foreign.Authority }).EdgectlOptions], "none of the authorities");
        await AssertFailsAsync(["echo", Address(peer.Port), .. ours.EdgectlOptions, "--server-name", "another.example"], "does not carry the name");
        await AssertFailsAsync(["echo", Address(peer.Port), .. (foreign with { Authority = ours.Authority }).EdgectlOptions], "not believe ours");
        await AssertFailsAsync(["echo", Address(peer.Port), "--tls", "--ca", ours.Authority], "may ask for a certificate");
        await AssertFailsAsync(["echo", Address(peer.Port), .. (ours with { Key = foreign.Key }).EdgectlOptions], "is not the unencrypted private key");
        await AssertFailsAsync(["echo", Address(peer.Port)], "connection");
        Assert.Equal(2, (await EdgectlAsync(["echo", Address(peer.Port), "--ca", ours.Authority])).ExitCode);
    }

    [Fact]
    public async Task Orthanc_OverTlsInBothDirections_KeepsTheBytes()
    {
        await using TlsBench bench = await TlsBench.StartAsync(Cancel);
        string files = bench.Sub("files");
        string[] digests = TlsBench.WriteSlices(files, 8);
        using OrthancServer orthanc = await OrthancServer.StartAsync(bench.Sub("orthanc"), "EDGE", bench.MutualPort, Cancel, bench.Client);
        Outcome send = await EdgectlAsync(["send", Address(orthanc.DicomPort), files, "--called", "ORTHANC", .. bench.Client.EdgectlOptions]);
        Assert.True(send.ExitCode == 0, send.Errors);
        Assert.Equal(8, await orthanc.SendAllAsync(Cancel));
        Assert.Equal(digests.Order(), new StoredObjects(bench.Appliance.Data).Digests().Order());
        await AssertFailsAsync(["echo", Address(orthanc.DicomPort), "--called", "ORTHANC"], "connection");
    }

    private static async Task AssertFailsAsync(string[] arguments, string reason)
    {
        Outcome failed = await EdgectlAsync(arguments);
        Assert.Equal(1, failed.ExitCode);
        Assert.Contains(reason, failed.Errors, StringComparison.Ordinal);
        Assert.DoesNotContain("   at ", failed.Errors, StringComparison.Ordinal);
    }

    private static string Address(int port) => string.Create(CultureInfo.InvariantCulture, $"127.0.0.1:{port}");

    private static Task<Outcome> EdgectlAsync(string[] arguments) => Tool.RunAsync(Checkout.Program("edgectl"), "", ["dicom", .. arguments], Cancel);
}
