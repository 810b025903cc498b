using System.Globalization;
using System.Text.Json.Nodes;

namespace Edge.EndToEnd.Tests;

/// <summary><c>edgectl dicom echo</c> and <c>send</c> against programs of other makers.</summary>
public sealed class DicomVerbTests
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Echo_Storescp_IsAnswered()
    {
        using var folder = new TemporaryFolder();
        using StoreScp peer = await StoreScp.StartAsync(folder.Sub("peer"), Cancel);
        Outcome echo = await EdgectlAsync("echo", Peer(peer.Port), "--json");
        Assert.True(echo.ExitCode == 0, echo.Errors);
        Assert.True((bool)JsonNode.Parse(echo.Output)!["answered"]!);
    }

    [Fact]
    public async Task Echo_NobodyThere_IsExitCode1AndSaysWhy()
    {
        using var folder = new TemporaryFolder();
        int port;
        using (StoreScp gone = await StoreScp.StartAsync(folder.Sub("peer"), Cancel))
        {
            port = gone.Port;
        }

        Outcome echo = await EdgectlAsync("echo", Peer(port));
        Assert.Equal(1, echo.ExitCode);
        Assert.Contains("ConnectionRefused", echo.Errors, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("echo", "127.0.0.1")]
    [InlineData("echo", "127.0.0.1:70000")]
    [InlineData("echo", "127.0.0.1:104", "--called", "seventeen letters")]
    [InlineData("send", "127.0.0.1:104")]
    public async Task Verbs_WrongUsage_IsExitCode2(params string[] arguments) =>
        Assert.Equal(2, (await EdgectlAsync(arguments)).ExitCode);

    [Fact]
    public async Task Send_FolderToStorescp_ArrivesByteForByte_AndWhatIsNoDicomIsSkipped()
    {
        using var folder = new TemporaryFolder();
        string[] digests = WriteSlices(folder.Sub("files"), 5);
        await File.WriteAllTextAsync(Path.Combine(folder.Path, "files", "README.txt"), "Not an image.", Cancel);
        using StoreScp peer = await StoreScp.StartAsync(folder.Sub("peer"), Cancel);
        Outcome send = await EdgectlAsync("send", Peer(peer.Port), Path.Combine(folder.Path, "files"), "--json");
        Assert.True(send.ExitCode == 0, send.Errors);
        JsonNode report = JsonNode.Parse(send.Output)!;
        Assert.Equal((5, 0, 1), ((int)report["sent"]!, (int)report["failed"]!, (int)report["skipped"]!));
        Assert.Equal(digests.Order(), Directory.GetFiles(peer.Folder).Select(Part10.DataSetDigest).Order());
    }

    [Fact]
    public async Task Send_ToOrthancAndOnToTheAppliance_KeepsTheBytes()
    {
        using var folder = new TemporaryFolder();
        string[] digests = WriteSlices(folder.Sub("files"), 8);
        await using Appliance appliance = await Appliance.StartAsync(Path.Combine(folder.Path, "data"), ["routes=[]"], Cancel);
        using OrthancServer orthanc = await OrthancServer.StartAsync(folder.Sub("orthanc"), "EDGE", appliance.DicomPort, Cancel);
        Outcome send = await EdgectlAsync("send", Peer(orthanc.DicomPort), Path.Combine(folder.Path, "files"), "--called", "ORTHANC");
        Assert.True(send.ExitCode == 0, send.Errors);
        Assert.Equal(8, await orthanc.SendAllAsync(Cancel));
        Assert.Equal(digests.Order(), new StoredObjects(appliance.Data).Digests().Order());
    }

    private static string[] WriteSlices(string folder, int count)
    {
        IReadOnlyList<InstanceUids> uids = InstanceUids.NewStudy(count);
        for (int index = 0; index < count; index++)
        {
            File.WriteAllBytes(Path.Combine(folder, $"{index}.dcm"), Phantom.File(uids[index], PhantomKind.CtSlice, index));
        }

        return [.. Directory.GetFiles(folder).Select(Part10.DataSetDigest)];
    }

    private static string Peer(int port) => string.Create(CultureInfo.InvariantCulture, $"127.0.0.1:{port}");

    private static Task<Outcome> EdgectlAsync(params string[] arguments) =>
        Tool.RunAsync(Checkout.Program("edgectl"), "", ["dicom", .. arguments], Cancel);
}
