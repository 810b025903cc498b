using Edge.Dicom.Network;
using Edge.Dicom.Tests.Fuzzing;

namespace Edge.Dicom.Tests.Network;

/// <summary>Damaged requests and reports to a listener that takes both: each costs its own association at most, and leaves no place taken.</summary>
public sealed class MutatedCommitmentTests
{
    private const int Conversations = 600;
    private const int AtOnce = 30;

    private static readonly byte[][] Honest =
    [
        [
            .. CommitmentBytes.Associate(),
            .. Wire.Command(1, CommitmentBytes.Action(1)),
            .. Wire.Data(1, CommitmentBytes.DataSet("2.25.7", [.. Enumerable.Range(1, 20).Select(number => (Wire.CtImage, $"1.2.{number}"))])),
            .. Wire.ReleaseRequest,
        ],
        [
            .. CommitmentBytes.Associate(scu: false, scp: true),
            .. Wire.Command(1, CommitmentBytes.Event(1, 2)),
            .. Wire.Data(1, CommitmentBytes.DataSet("2.25.8", [(Wire.CtImage, "1.2.3")], (Wire.CtImage, "1.2.4", 0x0112))),
            .. Wire.ReleaseRequest,
        ],
    ];

    [Fact]
    public async Task Conversations_EndWithoutAnErrorOfOurs_AndHonestOnesAreServedAfter()
    {
        // A peer gets reports while it sends whatever it sends, as the worst of moments.
        var desk = new MemoryDesk
        {
            Answer = indication =>
            {
                var result = new CommitmentResult { TransactionUid = indication.Request.TransactionUid, Committed = indication.Request.References, Failed = [] };
                _ = indication.Channel.ReportAsync(result, TimeSpan.FromMilliseconds(100), TimeProvider.System, CancellationToken.None);
                return DimseAnswer.Success;
            },
        };
        await using var store = new ListeningStore(options => options with
        {
            Commitment = desk.Desk,
            ArtimTimeout = TimeSpan.FromMilliseconds(200),
            IdleTimeout = TimeSpan.FromMilliseconds(200),
            StallTimeout = TimeSpan.FromMilliseconds(200),
        });
        for (int first = 0; first < Conversations; first += AtOnce)
        {
            string[] ends = await Task.WhenAll(Enumerable.Range(first, AtOnce).Select(seed => ConverseAsync(store, new Mutator(seed).Mutate(Honest))));
            Assert.All(ends, end => Assert.EndsWith("closed", end, StringComparison.Ordinal));
        }

        Assert.All(store.Reports, report => Assert.True(report.Error is null, report.Error?.ToString()));
        for (int time = 0; time <= CommitmentDesk.MaxMessagesAtOnce; time++)
        {
            string answers = await ConverseAsync(store, Honest[1]);
            Assert.Equal("AC RSP 0000 RP closed", answers);
        }
    }

    private static async Task<string> ConverseAsync(ListeningStore store, byte[] bytes)
    {
        using var peer = new RawPeer(store.Port);
        return await peer.ConverseAsync([bytes]);
    }
}
