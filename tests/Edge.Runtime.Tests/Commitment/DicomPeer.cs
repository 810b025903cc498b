using System.Net;
using System.Threading.Channels;
using Edge.Dicom.Network;

namespace Edge.Runtime.Tests.Commitment;

/// <summary>A peer of storage commitment on loopback: an archive that is asked, or a scanner that is told.</summary>
internal sealed class DicomPeer : IAsyncDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    private readonly Channel<CommitmentIndication> _requests = Channel.CreateBounded<CommitmentIndication>(100);
    private readonly Channel<CommitmentResult> _reports = Channel.CreateBounded<CommitmentResult>(100);
    private readonly DicomListener _listener;

    public DicomPeer(int port = 0) => _listener = DicomListener.Start(
        new DicomListenerOptions
        {
            Address = IPAddress.Loopback,
            Port = port,
            Decide = _ => AssociationDecision.Accept,
            Receive = _ => StoreReceiver.Refuse(DicomStatus.NotAuthorized),
            Commitment = new CommitmentDesk { Roles = _ => Roles, Request = Take, Report = (_, result) => Take(result) },
        },
        TimeProvider.System);

    public int Port => _listener.LocalEndPoint.Port;

    public CommitmentRoles Roles { get; set; } = CommitmentRoles.Request | CommitmentRoles.Report;

    public DimseAnswer Answer { get; set; } = DimseAnswer.Success;

    /// <summary>What it reports at once, on the association of the request; null: nothing.</summary>
    public Func<CommitmentRequest, CommitmentResult>? Reports { get; set; }

    public int ReportCount => _reports.Reader.Count;

    public static CommitmentResult AllOf(CommitmentRequest request) =>
        new() { TransactionUid = request.TransactionUid, Committed = request.References, Failed = [] };

    public async Task<CommitmentRequest> NextRequestAsync()
    {
        using var patience = new CancellationTokenSource(Patience);
        return (await _requests.Reader.ReadAsync(patience.Token)).Request;
    }

    public async Task<CommitmentResult> NextReportAsync()
    {
        using var patience = new CancellationTokenSource(Patience);
        return await _reports.Reader.ReadAsync(patience.Token);
    }

    public ValueTask DisposeAsync() => _listener.DisposeAsync();

    private DimseAnswer Take(CommitmentIndication indication)
    {
        _requests.Writer.TryWrite(indication);
        if (Reports is { } reports)
        {
            _ = indication.Channel.ReportAsync(reports(indication.Request), Patience, TimeProvider.System, CancellationToken.None);
        }

        return Answer;
    }

    private DimseAnswer Take(CommitmentResult result)
    {
        if (Answer.Status.IsSuccess)
        {
            _reports.Writer.TryWrite(result);
        }

        return Answer;
    }
}
