using System.Globalization;
using System.Security.Cryptography;
using System.Text;

namespace Edge.EndToEnd.Tests;

/// <summary>What a scanner sends is stored as it was sent: the yardstick is what storescp writes for the same storescu command.</summary>
public sealed class SameBytesTests
{
    private const int MaxRounds = 20;
    private const string Success = "Received Store Response (Success)";

    [Fact]
    public async Task Store_EveryFileOfTheTestMaterial_KeepsTheBytesThatStorescpKeeps()
    {
        Assert.SkipUnless(Checkout.SharedData is not null, "the test material ../shared/data is not here");
        CancellationToken cancellationToken = TestContext.Current.CancellationToken;
        using var folder = new TemporaryFolder();
        List<string> left = await ProposableAsync(Path.Combine(Checkout.SharedData, "dicom"), folder, cancellationToken);
        int sent = left.Count;
        Assert.True(sent > 200, $"Only {sent} files could be sent to storescp.");

        // The same object in another encoding is not stored again: each one goes to an appliance that has not seen it.
        List<string> troubles = [];
        for (int round = 0; left.Count > 0; round++)
        {
            Assert.True(round < MaxRounds, $"Still left after {MaxRounds} appliances: {string.Join(' ', left)}");
            left = await StoreAsync(left, folder, round, troubles, cancellationToken);
        }

        Assert.True(troubles.Count == 0, string.Join('\n', troubles));
    }

    /// <summary>The files that storescp takes; what it stored of file I lies in <c>expected/I</c>.</summary>
    private static async Task<List<string>> ProposableAsync(string material, TemporaryFolder folder, CancellationToken cancellationToken)
    {
        using StoreScp peer = await StoreScp.StartAsync(folder.Sub("peer"), cancellationToken);
        List<string> taken = [];
        foreach (string path in Directory.EnumerateFiles(material, "*", SearchOption.AllDirectories).Order(StringComparer.Ordinal))
        {
            Outcome answer = await SendAsync(peer.Port, path, cancellationToken);
            if (answer.Errors.Contains(Success, StringComparison.Ordinal))
            {
                // storescp names a file by its instance, so that one sent twice would be one file.
                string stored = Directory.EnumerateFiles(peer.Folder).Single();
                File.Move(stored, Path.Combine(folder.Sub(Kept(path)), Path.GetFileName(stored)));
                taken.Add(path);
            }
        }

        return taken;
    }

    /// <summary>Sends to one appliance what has different instances, and returns the rest.</summary>
    private static async Task<List<string>> StoreAsync(
        List<string> paths, TemporaryFolder folder, int round, List<string> troubles, CancellationToken cancellationToken)
    {
        string data = Path.Combine(folder.Path, string.Create(CultureInfo.InvariantCulture, $"data{round}"));
        await using Appliance appliance = await Appliance.StartAsync(data, ["routes=[]"], cancellationToken);
        var inbox = new StoredObjects(appliance.Data);
        HashSet<string> instances = [];
        List<string> left = [];
        foreach (string path in paths)
        {
            string expected = Directory.EnumerateFiles(folder.Sub(Kept(path))).Single();
            if (!instances.Add(Path.GetFileName(expected)))
            {
                left.Add(path);
                continue;
            }

            Outcome answer = await SendAsync(appliance.DicomPort, path, cancellationToken);
            if (!answer.Errors.Contains(Success, StringComparison.Ordinal))
            {
                troubles.Add($"{path}: not answered Success\n{answer.Errors}");
            }
            else if (!inbox.Digests().Contains(Part10.DataSetDigest(expected)))
            {
                troubles.Add($"{path}: stored other bytes");
            }
        }

        Assert.False(appliance.HasExited);
        Assert.Equal(0, await appliance.StopAsync(cancellationToken));
        return left;
    }

    private static string Kept(string path) => $"kept-{Path.GetFileName(path)}-{Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(path)))[..8]}";

    private static Task<Outcome> SendAsync(int port, string path, CancellationToken cancellationToken) =>
        Tool.RunAsync("storescu", "dcmtk", ["-v", "-R", ProposalOption.For(path), "127.0.0.1", port.ToString(CultureInfo.InvariantCulture), path], cancellationToken);
}
