using System.Globalization;
using System.Net;
using System.Net.Sockets;

namespace Edge.EndToEnd.Tests;

/// <summary>
/// Honest senders while thousands of peers hold connections in every state. tools/soak front runs this with EDGE_SOAK_HALF_OPEN=2000 and
/// EDGE_SOAK_FRONT_ROUNDS=7, and then the rates count too.
/// </summary>
public sealed class FrontTests
{
    private const int ShareOfPeers = 120;
    private const int ShareOfRounds = 1;
    private const int ShareOfObjects = 10;
    private const int SoakObjects = 150;
    private const int Senders = 2;
    private const int SendsARound = 3;
    private const double LeastRatio = 0.8;
    private const int MostFurtherDescriptors = 12;
    private const int MostFurtherThreads = 8;
    private const long MostFurtherMiB = 48;
    private const long MostResidentMiB = 250;
    private const int Held = 4;

    private static readonly TimeSpan Interval = TimeSpan.FromMilliseconds(100);
    private static readonly TimeSpan Limit = TimeSpan.FromMinutes(1);

    [Fact]
    public Task Receive_WhilePeersHoldConnectionsInEveryState_GoesOn() => BesiegeAsync(Misbehaviours.All(), overTls: false);

    [Fact]
    public Task Receive_OverTlsWhilePeersFloodItsPort_GoesOn() => BesiegeAsync(Misbehaviours.OfTls(), overTls: true);

    [Fact]
    public async Task Receive_WhileOnePeerHoldsEveryPlaceItMayHave_GivesOneToWhoSendsFromTheSameAddress()
    {
        CancellationToken cancellationToken = TestContext.Current.CancellationToken;
        using var folder = new TemporaryFolder();
        await using Appliance appliance = await Appliance.StartAsync(Path.Combine(folder.Path, "data"), ["routes=[]", $"dicom.maxAssociationsPerPeer={Held}"], cancellationToken);
        byte[] request = Misbehaviours.All().Single(kind => kind.Name == "accepted, silent").Opening;
        List<Socket> held = [];
        try
        {
            for (int index = 0; index < Held; index++)
            {
                var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
                held.Add(socket);
                await socket.ConnectAsync(IPAddress.Loopback, appliance.DicomPorts[0], cancellationToken);
                await socket.SendAsync(request, cancellationToken);
                byte[] answer = new byte[1];
                Assert.Equal(1, await socket.ReceiveAsync(answer, cancellationToken));
                Assert.Equal(2, answer[0]);
            }

            string[] echo = ["127.0.0.1", appliance.DicomPorts[0].ToString(CultureInfo.InvariantCulture)];
            Assert.Contains("Local Limit Exceeded", (await Tool.RunAsync("echoscu", "dcmtk", echo, cancellationToken)).Errors, StringComparison.OrdinalIgnoreCase);
            await Poll.UntilAsync(
                async () => await Tool.RunAsync("echoscu", "dcmtk", echo, cancellationToken) is { ExitCode: not 0 } refused ? refused.Errors : null,
                TimeSpan.FromSeconds(1),
                Limit,
                cancellationToken);
            await HonestSender.SendAsync(appliance, folder.Path, ShareOfObjects, cancellationToken);
        }
        finally
        {
            held.ForEach(static socket => socket.Dispose());
        }

        Assert.Equal(0, await appliance.StopAsync(cancellationToken));
    }

    private static async Task BesiegeAsync(IReadOnlyList<Misbehaviour> kinds, bool overTls)
    {
        CancellationToken cancellationToken = TestContext.Current.CancellationToken;
        int peers = Checkout.Number("EDGE_SOAK_HALF_OPEN", ShareOfPeers);
        int rounds = Checkout.Number("EDGE_SOAK_FRONT_ROUNDS", ShareOfRounds);
        bool isSoak = peers > ShareOfPeers;
        int objects = isSoak ? SoakObjects : ShareOfObjects;
        using var folder = new TemporaryFolder();
        (string certificate, string key) = SelfSigned.Write(folder.Path);
        string listeners = $$$"""dicom.listeners=[{"address":"127.0.0.1","port":0,"tls":null},{"address":"127.0.0.1","port":0,"tls":{"certificate":"{{{certificate}}}","key":"{{{key}}}","clientCa":null,"clientCertificate":"none"}}]""";
        string[] settings = ["routes=[]", listeners, "dicom.maxAssociations=200", "dicom.maxAssociationsPerPeer=70"];
        await using Appliance appliance = await Appliance.StartAsync(Path.Combine(folder.Path, "data"), settings, cancellationToken);

        Footprint idle = Footprint.Of(appliance);
        await RoundAsync(appliance, folder, kinds, peers, ShareOfObjects, 0, overTls, cancellationToken);
        Footprint before = await idle.ReturnsAsync(appliance, MostFurtherDescriptors, MostFurtherThreads, cancellationToken);
        List<FrontRound> table = [];
        for (int round = 1; round <= rounds; round++)
        {
            table.Add(await RoundAsync(appliance, folder, kinds, peers, objects, round, overTls, cancellationToken));
        }

        // Code that was compiled meanwhile, and pools, stay: a little more than a process that has done nothing yet.
        Footprint after = await idle.ReturnsAsync(appliance, MostFurtherDescriptors, MostFurtherThreads, cancellationToken, MostFurtherMiB);
        double ratio = table.Select(round => round.Ratio).Order().ElementAt(table.Count / 2);
        TestContext.Current.SendDiagnosticMessage(string.Join('\n', [
            FrontRound.Head,
            .. table.Select(round => round.ToString()),
            string.Create(CultureInfo.InvariantCulture, $"median ratio {ratio:F2}; idle {idle}, after a first siege {before}, after all {after}, at most {appliance.PeakResidentBytes >> 20} MiB"),
            .. kinds.Select(kind => $"{CountOf(kind, peers),5}  {kind.Name}"),
        ]));
        Assert.False(appliance.HasExited);
        Assert.InRange(appliance.PeakResidentBytes >> 20, 0, MostResidentMiB);
        Assert.True(!isSoak || ratio >= LeastRatio, $"Honest senders kept {ratio:F2} of their rate; at least {LeastRatio}.");
        Assert.Equal(0, await appliance.StopAsync(cancellationToken));
    }

    private static int CountOf(Misbehaviour kind, int peers) => Math.Max(1, kind.Of2000 * peers / 2000);

    /// <summary>The honest senders alone, and then besieged.</summary>
    private static async Task<FrontRound> RoundAsync(
        Appliance appliance, TemporaryFolder folder, IReadOnlyList<Misbehaviour> kinds, int peers, int objects, int number, bool overTls, CancellationToken cancellationToken)
    {
        double alone = await RateAsync(appliance, folder, objects, overTls, cancellationToken);
        await using var siege = new Siege(appliance.DicomPorts[0], appliance.DicomPorts[1], kinds, kind => CountOf(kind, peers));
        await Poll.UntilAsync(
            () => Task.FromResult(siege.Open * 10 >= siege.Count * 9 ? null : $"{siege.Open} of {siege.Count} connections are open"), Interval, Limit, cancellationToken);
        double besieged = await RateAsync(appliance, folder, objects, overTls, cancellationToken);
        return new FrontRound(number, alone, besieged, siege.Open, siege.Connected, Footprint.Of(appliance));
    }

    /// <summary>Objects a second, of two storescu at once; the median of a few sends.</summary>
    private static async Task<double> RateAsync(Appliance appliance, TemporaryFolder folder, int objects, bool overTls, CancellationToken cancellationToken)
    {
        double[] rates = new double[SendsARound];
        for (int send = 0; send < rates.Length; send++)
        {
            double[] both = await Task.WhenAll(
                Enumerable.Range(0, Senders).Select(sender => HonestSender.SendAsync(appliance, folder.Sub($"sender{sender}"), objects, cancellationToken, overTls)));
            rates[send] = both.Sum();
        }

        return rates.Order().ElementAt(SendsARound / 2);
    }
}
