using Edge.Dicom.Tests.Network;

namespace Edge.EndToEnd.Tests;

/// <summary>Every raw stream of the test material to a running appliance, one after another and all at once.</summary>
public sealed class HostileStreamTests
{
    private const int WholeObjects = 4;
    private const int MostFurtherDescriptors = 8;
    private const int MostFurtherThreads = 4;
    private const long MostResidentMiB = 200;

    /// <summary>Two of the streams stop in the middle of a message, where the appliance waits for half a minute.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(2);

    [Fact]
    public async Task EverySharedStream_GetsTheAnswerItsExpectationAsksFor()
    {
        Assert.SkipWhen(Checkout.SharedData is null, "no test material: ../shared/data is not beside the repository and EDGE_SHARED is not set");
        CancellationToken cancellationToken = TestContext.Current.CancellationToken;
        IReadOnlyList<HostileStream> streams = await HostileStream.ReadAllAsync(Path.Combine(Checkout.SharedData!, "hostile-streams"));
        using var folder = new TemporaryFolder();

        // Their policy: the one title they call is ANY, and a class that nobody knows is refused.
        string[] policy = ["routes=[]", "dicom.calledAes=[\"ANY\"]", "dicom.acceptUnknownSopClasses=false", "dicom.maxAssociations=200", "dicom.maxAssociationsPerPeer=200", "dicom.artimSeconds=1", "dicom.idleSeconds=2"];
        await using Appliance appliance = await Appliance.StartAsync(Path.Combine(folder.Path, "data"), policy, cancellationToken);
        Footprint before = Footprint.Of(appliance);
        string[] wrong = await Task.WhenAll(streams.Select(stream => stream.CheckAsync(appliance.DicomPort, Patience, isJudged: true)));
        Assert.DoesNotContain(wrong, complaint => complaint.Length > 0);

        // 001 to 004 bring a whole object each; what the others bring is damaged, cut off, or not what was announced.
        Assert.Equal(WholeObjects, new StoredObjects(appliance.Data).Digests().Count);
        Assert.Empty(Directory.EnumerateFileSystemEntries(appliance.Data.InboxPartial));
        await before.ReturnsAsync(appliance, MostFurtherDescriptors, MostFurtherThreads, cancellationToken);
        Assert.InRange(appliance.PeakResidentBytes >> 20, 0, MostResidentMiB);
        Assert.Equal(0, await appliance.StopAsync(cancellationToken));
    }
}
