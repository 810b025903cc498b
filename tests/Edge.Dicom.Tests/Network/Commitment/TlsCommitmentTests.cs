using Edge.Dicom.Network;

namespace Edge.Dicom.Tests.Network;

/// <summary>Storage commitment over TLS: reports cross the peer's own messages, and waiting for one leaves the association whole.</summary>
public sealed class TlsCommitmentTests : IDisposable
{
    private readonly TestAuthority _authority = new();

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public void Dispose() => _authority.Dispose();

    [Fact]
    public async Task Report_AfterWaitsThatFoundNothing_ComesOnTheAssociationOfTheRequest()
    {
        var desk = new MemoryDesk();
        (string certificate, string key) = _authority.Issue("server");
        var server = new TlsServer(TlsIdentity.Load(certificate, key), null, false);
        await using var store = new ListeningStore(options => options with { Commitment = desk.Desk, Tls = () => server });
        await using DicomAssociation association = await DicomAssociation.ConnectAsync(
            new DicomAssociationOptions
            {
                Host = "127.0.0.1",
                Port = store.Port,
                CalledAeTitle = "EDGE",
                Contexts = StorageCommitment.Contexts,
                Tls = TlsClient.Load(_authority.RootFile, null, null, null),
            },
            TimeProvider.System,
            Cancel);
        SopReference[] instances = [.. Enumerable.Range(1, 2000).Select(number => new SopReference(Wire.CtImage, $"1.2.3.{number}"))];
        Assert.False(await association.ReceiveReportAsync(TimeSpan.FromMilliseconds(20), _ => DimseAnswer.Success, Cancel));
        Assert.Equal(DimseAnswer.Success, await association.RequestCommitmentAsync(new CommitmentRequest("2.25.1", instances), Cancel));
        Assert.False(await association.ReceiveReportAsync(TimeSpan.FromMilliseconds(20), _ => DimseAnswer.Success, Cancel));
        CommitmentIndication asked = await desk.NextRequestAsync();
        var result = new CommitmentResult { TransactionUid = "2.25.1", Committed = instances, Failed = [] };
        for (int time = 0; time < 3; time++)
        {
            Task<DimseAnswer?> reporting = asked.Channel.ReportAsync(result, ListeningStore.Patience, TimeProvider.System, Cancel);
            int count = 0;
            Assert.True(await association.ReceiveReportAsync(
                ListeningStore.Patience,
                taken =>
                {
                    count = taken.Committed.Count;
                    return DimseAnswer.Success;
                },
                Cancel));
            Assert.Equal((instances.Length, DicomStatus.Success), (count, (await reporting)!.Value.Status));
        }

        await association.ReleaseAsync(Cancel);
        Assert.Equal(AssociationEnd.Released, (await store.NextReportAsync()).End);
    }
}
