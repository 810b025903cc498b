using System.Diagnostics;
using Edge.Dicom.Tests.Fuzzing;

namespace Edge.EndToEnd.Tests;

/// <summary>Hostile conversations with a running appliance, made out of what real peers say. tools/soak fuzz runs this with EDGE_SOAK_STREAM_CASES=100000.</summary>
public sealed class AssociationFuzzTests
{
    private const int ShareOfCases = 300;
    private const int AtOnce = 12;
    private const int HonestEvery = 500;
    private const int HonestObjects = 5;
    private const int MostRateObjects = 300;
    private const int RateRuns = 7;
    private const int MostFurtherDescriptors = 8;
    private const int MostFurtherThreads = 4;
    private const long MostResidentMiB = 200;

    /// <summary>Longer than any timeout of the appliance: a peer that is finished and is not closed by then hangs it.</summary>
    private static readonly TimeSpan CloseLimit = TimeSpan.FromSeconds(60);

    [Fact]
    public async Task Receive_HostileConversations_StaysUpAndServesTheOthers()
    {
        CancellationToken cancellationToken = TestContext.Current.CancellationToken;
        int cases = Checkout.Number("EDGE_SOAK_STREAM_CASES", ShareOfCases);
        int seed = Checkout.Number("EDGE_SOAK_SEED", 20260101);
        using var folder = new TemporaryFolder();
        await using Appliance appliance = await Appliance.StartAsync(Path.Combine(folder.Path, "data"), ["routes=[]"], cancellationToken);
        string files = folder.Sub("files");
        IReadOnlyList<byte[]> recorded = await RecordedPeers.RecordAsync(appliance, files, cancellationToken);
        var mutator = new ConversationMutator(recorded, seed);

        Footprint idle = Footprint.Of(appliance);

        // What is made once, such as compiled code and pooled buffers, does not count.
        await PlayAsync(appliance, mutator, cases, cases + (cases / 10), seed, cancellationToken);
        await HonestSender.SendAsync(appliance, files, HonestObjects, cancellationToken);
        Footprint first = await idle.ReturnsAsync(appliance, MostFurtherDescriptors, MostFurtherThreads, cancellationToken);
        var clock = Stopwatch.StartNew();
        int accepted = 0;
        for (int from = 0; from < cases; from += HonestEvery)
        {
            accepted += await PlayAsync(appliance, mutator, from, Math.Min(from + HonestEvery, cases), seed, cancellationToken);
            await HonestSender.SendAsync(appliance, files, HonestObjects, cancellationToken);
        }

        double seconds = clock.Elapsed.TotalSeconds;
        Footprint last = await first.ReturnsAsync(appliance, MostFurtherDescriptors, MostFurtherThreads, cancellationToken);
        double ratio = await RatioToFreshAsync(appliance, folder, Math.Min(cases / 30, MostRateObjects), cancellationToken);
        TestContext.Current.SendDiagnosticMessage(
            $"{cases} hostile conversations from {recorded.Count} recorded ones in {seconds:F0} s, seed {seed}, {accepted} accepted as associations; before {first}, after {last}, at most {appliance.PeakResidentBytes >> 20} MiB; an honest storescu then sent at {ratio:F2} times its rate into a fresh appliance (median of {RateRuns})");
        Assert.InRange(accepted, 1, cases - 1);
        Assert.InRange(appliance.PeakResidentBytes >> 20, 0, MostResidentMiB);
        Assert.Equal(0, await appliance.StopAsync(cancellationToken));
    }

    /// <summary>Plays a range of the run, several at once, and returns how many were accepted as associations.</summary>
    private static async Task<int> PlayAsync(Appliance appliance, ConversationMutator mutator, int from, int to, int seed, CancellationToken cancellationToken)
    {
        int accepted = 0;
        var options = new ParallelOptions { MaxDegreeOfParallelism = AtOnce, CancellationToken = cancellationToken };
        await Parallel.ForAsync(from, to, options, async (number, token) =>
        {
            try
            {
                int first = await HostilePeer.PlayAsync(appliance.DicomPort, mutator.Make(number), CloseLimit, token);
                Interlocked.Add(ref accepted, first == 2 ? 1 : 0);
            }
            catch (Exception broken) when (broken is TimeoutException or System.Net.Sockets.SocketException)
            {
                Assert.Fail($"Conversation {number} of seed {seed}: {broken.Message} The end of the log:\n{appliance.LogTail()}");
            }
        });
        Assert.False(appliance.HasExited, $"One of the conversations {from} to {to} of seed {seed} ended the runtime. The end of its log:\n{appliance.LogTail()}");
        return accepted;
    }

    /// <summary>How fast an honest sender is after all that, beside a fresh appliance, one run after the other.</summary>
    private static async Task<double> RatioToFreshAsync(Appliance worn, TemporaryFolder folder, int objects, CancellationToken cancellationToken)
    {
        await using Appliance fresh = await Appliance.StartAsync(Path.Combine(folder.Sub("fresh"), "data"), ["routes=[]"], cancellationToken);
        string files = folder.Sub("rate");
        double[] ratios = new double[RateRuns];
        for (int run = -1; run < RateRuns; run++)
        {
            double rate = await HonestSender.SendAsync(worn, files, objects, cancellationToken);
            double other = await HonestSender.SendAsync(fresh, files, objects, cancellationToken);
            ratios[Math.Max(run, 0)] = rate / other;
        }

        return ratios.Order().ElementAt(RateRuns / 2);
    }
}
