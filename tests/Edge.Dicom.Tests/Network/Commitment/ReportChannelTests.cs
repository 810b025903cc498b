using Edge.Dicom.Network;

namespace Edge.Dicom.Tests.Network;

/// <summary>When a report may go out between the messages of a peer.</summary>
public sealed class ReportChannelTests
{
    private static readonly PresentationContext Context =
        new(1, CommitmentBytes.Push, PresentationContextResult.Acceptance, Wire.ImplicitLittle);

    private static readonly CommitmentResult Result = new()
    {
        TransactionUid = CommitmentBytes.Transaction,
        Committed = [new SopReference(Wire.CtImage, "1.2.3")],
        Failed = [],
    };

    [Fact]
    public async Task Report_WhileALaterRequestIsNotAnswered_Waits()
    {
        ReportChannel channel = null!;
        int sent = 0;
        channel = new ReportChannel(Context, (_, command, _) =>
        {
            sent++;
            return channel.TakeResponse(command.Respond(DicomStatus.Success));
        });
        channel.Expect();
        channel.Open();
        channel.Expect();
        Assert.Null(await channel.ReportAsync(Result, TimeSpan.FromMilliseconds(200), TimeProvider.System, TestContext.Current.CancellationToken));
        Assert.Equal(0, sent);
        channel.Open();
        DimseAnswer? answer = await channel.ReportAsync(Result, ListeningStore.Patience, TimeProvider.System, TestContext.Current.CancellationToken);
        Assert.Equal((DicomStatus.Success, 1), (answer?.Status, sent));
    }
}
