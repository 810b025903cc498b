using System.Globalization;

namespace Edge.EndToEnd.Tests;

/// <summary>What a scanner sends is stored as it was sent: the yardstick is what storescp writes for the same storescu command.</summary>
public sealed class SameBytesTests
{
    private const string Success = "Received Store Response (Success)";

    [Fact]
    public async Task Store_EveryFileOfTheTestMaterial_KeepsTheBytesThatStorescpKeeps()
    {
        Assert.SkipUnless(Checkout.SharedData is not null, "the test material ../shared/data is not here");
        CancellationToken cancellationToken = TestContext.Current.CancellationToken;
        using var folder = new TemporaryFolder();
        using StoreScp peer = await StoreScp.StartAsync(folder.Sub("peer"), cancellationToken);
        await using Appliance appliance = await Appliance.StartAsync(Path.Combine(folder.Path, "data"), ["routes=[]"], cancellationToken);
        var inbox = new StoredObjects(appliance.Data);
        HashSet<string> instances = [];
        List<string> troubles = [];
        int sent = 0;

        foreach (string path in Directory.EnumerateFiles(Path.Combine(Checkout.SharedData, "dicom"), "*", SearchOption.AllDirectories).Order(StringComparer.Ordinal))
        {
            Outcome toPeer = await SendAsync(peer.Port, path, cancellationToken);
            Outcome toUs = await SendAsync(appliance.DicomPort, path, cancellationToken);
            if (!toPeer.Errors.Contains(Success, StringComparison.Ordinal))
            {
                continue;
            }

            sent++;
            string expected = Directory.EnumerateFiles(peer.Folder).Single();
            instances.Add(Path.GetFileName(expected));
            string digest = Part10.DataSetDigest(expected);
            File.Delete(expected);
            if (!toUs.Errors.Contains(Success, StringComparison.Ordinal))
            {
                troubles.Add($"{path}: not answered Success\n{toUs.Errors}");
            }
            else if (!inbox.Digests().Contains(digest))
            {
                troubles.Add($"{path}: stored other bytes");
            }
        }

        Assert.True(troubles.Count == 0, string.Join('\n', troubles));
        Assert.True(sent > 200, $"Only {sent} files could be sent to storescp.");
        Assert.False(appliance.HasExited);
        TestContext.Current.SendDiagnosticMessage($"{sent} files sent, {instances.Count} instances, {inbox.Digests().Count} data sets kept");
        Outcome echo = await Tool.RunAsync("echoscu", "dcmtk", ["127.0.0.1", appliance.DicomPort.ToString(CultureInfo.InvariantCulture)], cancellationToken);
        Assert.Equal(0, echo.ExitCode);
        Assert.Equal(0, await appliance.StopAsync(cancellationToken));
    }

    private static Task<Outcome> SendAsync(int port, string path, CancellationToken cancellationToken) =>
        Tool.RunAsync("storescu", "dcmtk", ["-v", "-R", ProposalOption.For(path), "127.0.0.1", port.ToString(CultureInfo.InvariantCulture), path], cancellationToken);
}
