using System.Diagnostics;

namespace Edge.EndToEnd.Tests;

/// <summary>A busy department: senders that open one association after another, while models run. tools/soak load runs this with EDGE_SOAK_LOAD_SECONDS=600.</summary>
public sealed class LoadTests
{
    private const int ShareOfSeconds = 6;
    private const int Senders = 6;
    private const int ObjectsPerAssociation = 5;
    private const int MostFurtherDescriptors = 16;
    private const long MostResidentMiB = 250;

    private static readonly TimeSpan SettleInterval = TimeSpan.FromMilliseconds(200);
    private static readonly TimeSpan SettleLimit = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan WorkLimit = TimeSpan.FromMinutes(10);

    [Fact]
    public async Task Serve_ManyAssociationsForLong_KeepsUpWithoutGrowing()
    {
        CancellationToken cancellationToken = TestContext.Current.CancellationToken;
        TimeSpan duration = TimeSpan.FromSeconds(Checkout.Number("EDGE_SOAK_LOAD_SECONDS", ShareOfSeconds));
        using var folder = new TemporaryFolder();
        await using Appliance appliance = await Appliance.StartAsync(Path.Combine(folder.Path, "data"), ["studies.quietSeconds=1"], cancellationToken);
        int descriptors = appliance.OpenDescriptors;
        var clock = Stopwatch.StartNew();

        // One sender's radiographs run through a model; what the others send matches no route.
        SentStudies[] sent = await Task.WhenAll(Enumerable.Range(0, Senders).Select(index =>
            SendAsync(appliance, folder.Sub($"sender{index}"), index == 0 ? PhantomKind.Radiograph : PhantomKind.MrSlice, $"LOAD{index}", clock, duration, cancellationToken)));
        double seconds = clock.Elapsed.TotalSeconds;
        string[] studies = [.. sent.SelectMany(sender => sender.StudyUids)];

        await Work.FinishesAsync(appliance, studies, WorkLimit, cancellationToken);
        int results = await Work.HasOneResultForEachJobAsync(appliance, studies, cancellationToken);
        Assert.Equal(sent[0].Digests.Count, results);
        Assert.Superset(sent.SelectMany(sender => sender.Digests).ToHashSet(), new StoredObjects(appliance.Data).Digests().ToHashSet());
        await Poll.UntilAsync(
            () => Task.FromResult(appliance.OpenDescriptors <= descriptors + MostFurtherDescriptors ? null : $"{appliance.OpenDescriptors} descriptors are open, {descriptors} were at first"),
            SettleInterval,
            SettleLimit,
            cancellationToken);
        int objects = sent.Sum(sender => sender.Digests.Count);
        TestContext.Current.SendDiagnosticMessage($"{seconds:F0} s: {studies.Length / seconds:F1} associations and {objects / seconds:F1} objects a second from {Senders} senders, {results} results; resident at most {appliance.PeakResidentBytes >> 20} MiB, descriptors {descriptors} before and {appliance.OpenDescriptors} after");
        Assert.True(appliance.PeakResidentBytes < MostResidentMiB << 20, $"The runtime held {appliance.PeakResidentBytes >> 20} MiB; at most {MostResidentMiB}.");
    }

    private static async Task<SentStudies> SendAsync(
        Appliance appliance, string folder, PhantomKind kind, string callingAe, Stopwatch clock, TimeSpan duration, CancellationToken cancellationToken)
    {
        var sent = new SentStudies([], []);
        while (clock.Elapsed < duration)
        {
            IReadOnlyList<InstanceUids> study = InstanceUids.NewStudy(ObjectsPerAssociation);
            List<string> paths = [];
            foreach ((int index, InstanceUids uids) in study.Index())
            {
                string path = Path.Combine(folder, $"{index}.dcm");
                await File.WriteAllBytesAsync(path, Phantom.File(uids, kind, index), cancellationToken);
                sent.Digests.Add(Part10.DataSetDigest(path));
                paths.Add(path);
            }

            sent.StudyUids.Add(study[0].Study);
            using var scanner = Scanner.Start(appliance.DicomPort, callingAe, paths);
            Assert.Equal(ObjectsPerAssociation, (await scanner.AcknowledgedAsync(cancellationToken)).Count);
        }

        return sent;
    }

    /// <summary>What one sender sent, and had answered Success.</summary>
    private sealed record SentStudies(List<string> StudyUids, HashSet<string> Digests);
}
