using System.Collections.Concurrent;
using System.Threading.Channels;
using Edge.Dicom.Network;

namespace Edge.Dicom.Tests.Network;

/// <summary>A desk that writes down what comes and answers as told.</summary>
internal sealed class MemoryDesk
{
    private readonly Channel<CommitmentIndication> _requests = Channel.CreateBounded<CommitmentIndication>(100);

    public CommitmentRoles Roles { get; set; } = CommitmentRoles.Request | CommitmentRoles.Report;

    public Func<CommitmentIndication, DimseAnswer> Answer { get; set; } = _ => DimseAnswer.Success;

    public int RequestCount => _requests.Reader.Count;

    public ConcurrentQueue<CommitmentResult> Reports { get; } = new();

    public CommitmentDesk Desk => new() { Roles = _ => Roles, Request = Take, Report = (_, result) => Take(result) };

    public async Task<CommitmentIndication> NextRequestAsync()
    {
        using var patience = new CancellationTokenSource(ListeningStore.Patience);
        return await _requests.Reader.ReadAsync(patience.Token);
    }

    private DimseAnswer Take(CommitmentIndication indication)
    {
        DimseAnswer answer = Answer(indication);
        _requests.Writer.TryWrite(indication);
        return answer;
    }

    private DimseAnswer Take(CommitmentResult result)
    {
        Reports.Enqueue(result);
        return DimseAnswer.Success;
    }
}
