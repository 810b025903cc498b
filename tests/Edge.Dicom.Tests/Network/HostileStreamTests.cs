using Edge.Dicom.Network;

namespace Edge.Dicom.Tests.Network;

/// <summary>Every raw stream of the test material gets the answer that its expectation asks for, and the listener goes on.</summary>
public sealed class HostileStreamTests
{
    /// <summary>Buffers of 85 associations and what the streams hold, with room for the test itself.</summary>
    private const long MaxGrowthBytes = 96L * 1024 * 1024;

    [Fact]
    public async Task EverySharedStream_GetsTheAnswerItsExpectationAsksFor()
    {
        Assert.SkipWhen(SharedData.IsAbsent, SharedData.Absent);
        IReadOnlyList<HostileStream> streams = await HostileStream.ReadAllAsync(Path.Combine(SharedData.Root!, "hostile-streams"));
        await using ListeningStore store = Listen();
        long before = GC.GetTotalMemory(forceFullCollection: true);
        string[] wrong = await Task.WhenAll(streams.Select(stream => stream.CheckAsync(store.Port, ListeningStore.Patience, isJudged: false)));
        Assert.DoesNotContain(wrong, complaint => complaint.Length > 0);
        Assert.InRange(GC.GetTotalMemory(forceFullCollection: true) - before, long.MinValue, MaxGrowthBytes);
        Assert.All(store.Reports, report => Assert.Null(report.Error));
        Assert.All(store.Store.Objects, stored => Assert.Matches("^[0-9A-Za-z._-]+$", stored.Request.SopInstanceUid));
        using var honest = new RawPeer(store.Port);
        Assert.Equal("AC RSP 0000 RP closed", await honest.ConverseAsync(streams.Single(stream => stream.Name == "000-echo-ok").Parts));
    }

    private static ListeningStore Listen() => new(options => options with
    {
        MaxAssociations = 256,
        ArtimTimeout = TimeSpan.FromSeconds(1),
        IdleTimeout = TimeSpan.FromSeconds(2),
        StallTimeout = TimeSpan.FromSeconds(2),
        Decide = request => request.CalledAeTitle == "ANY"
            ? AssociationDecision.Accept
            : AssociationDecision.Reject(AssociationRejection.CalledAeTitleNotRecognized),
    });
}
