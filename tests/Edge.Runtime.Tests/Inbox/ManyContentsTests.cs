using Edge.Runtime.Inbox;

namespace Edge.Runtime.Tests.Inbox;

/// <summary>A sender that gives different objects one UID: what is kept of it, and what each object costs, is bounded.</summary>
public sealed class ManyContentsTests : IDisposable
{
    private readonly InboxBench _bench = new();

    [Fact]
    public void Commit_MoreContentsUnderOneUid_AreRefusedAndThoseKeptMayComeAgain()
    {
        for (int count = 1; count <= ObjectInbox.MaxContentsOfOneUid; count++)
        {
            Assert.Equal(0, Send(count));
        }

        Assert.Equal(0xC000, Send(ObjectInbox.MaxContentsOfOneUid + 1));
        Assert.Equal(0, Send(1));
        Assert.Equal(0, Send(ObjectInbox.MaxContentsOfOneUid));
        Assert.Equal(ObjectInbox.MaxContentsOfOneUid, _bench.Files.Count(file => file.EndsWith(".dcm", StringComparison.Ordinal)));
    }

    public void Dispose() => _bench.Dispose();

    private ushort Send(int content) => _bench.Send(Objects.Ct("1.2.3", pixelBytes: 100 + (2 * content))).Status.Code;
}
