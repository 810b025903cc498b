using System.Text.Json;
using Edge.Dicom;
using Edge.Dicom.Network;

namespace Edge.Ctl.Dicom;

/// <summary>Gathers what a peer reports on each instance, from whichever association it comes. Safe for use by several threads.</summary>
internal sealed class CommitReport(IReadOnlyList<SopReference> references)
{
    private const string Undecided = "no report";

    private readonly Lock _gate = new();
    private readonly Dictionary<SopReference, string?> _outcomes = references.ToDictionary(reference => reference, _ => (string?)Undecided);
    private readonly TaskCompletionSource _complete = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private string? _retrieveAeTitle;

    /// <summary>What is asked, under a Transaction UID of its own.</summary>
    public CommitmentRequest Request { get; } = new(DicomUid.Create(), references);

    /// <summary>Why the peer could not be asked, or is heard no more; null when nothing went wrong.</summary>
    public string? Problem { get; set; }

    /// <summary>Ends when every instance is decided.</summary>
    public Task Complete => _complete.Task;

    /// <summary>True when the peer has committed every instance.</summary>
    public bool IsAllCommitted => Outcomes().All(outcome => outcome.Failure is null);

    /// <summary>Takes a report; one of another request is none of ours.</summary>
    public DimseAnswer Take(CommitmentResult result)
    {
        if (result.TransactionUid != Request.TransactionUid)
        {
            return new DimseAnswer(DicomStatus.InvalidArgumentValue, "No request under this Transaction UID");
        }

        lock (_gate)
        {
            _retrieveAeTitle ??= result.RetrieveAeTitle;
            foreach (SopReference reference in result.Committed)
            {
                Decide(reference, null);
            }

            foreach (CommitmentFailure failure in result.Failed)
            {
                Decide(failure.Reference, CommitmentReason.Describe(failure.Reason));
            }

            if (!_outcomes.ContainsValue(Undecided))
            {
                _complete.TrySetResult();
            }
        }

        return DimseAnswer.Success;
    }

    /// <summary>Prints what became of each instance.</summary>
    public void Write(bool json)
    {
        if (json)
        {
            WriteJson();
            return;
        }

        foreach ((SopReference reference, string? failure) in Outcomes())
        {
            (failure is null ? Console.Out : Console.Error).WriteLine($"{reference.SopInstanceUid}: {(failure is null ? "committed" : $"not committed: {failure}")}");
        }

        if (Problem is not null)
        {
            Console.Error.WriteLine(Problem);
        }
    }

    private IReadOnlyList<(SopReference Reference, string? Failure)> Outcomes()
    {
        lock (_gate)
        {
            return [.. references.Select(reference => (reference, _outcomes[reference]))];
        }
    }

    private void Decide(SopReference reference, string? failure)
    {
        if (_outcomes.TryGetValue(reference, out string? before) && before == Undecided)
        {
            _outcomes[reference] = failure;
        }
    }

    private void WriteJson()
    {
        using Stream output = Console.OpenStandardOutput();
        using var writer = new Utf8JsonWriter(output, new JsonWriterOptions { Indented = true });
        writer.WriteStartObject();
        writer.WriteString("transactionUid", Request.TransactionUid);
        writer.WriteBoolean("committed", IsAllCommitted);
        writer.WriteString("problem", Problem);
        writer.WriteString("retrieveAeTitle", _retrieveAeTitle);
        writer.WriteStartArray("instances");
        foreach ((SopReference reference, string? failure) in Outcomes())
        {
            writer.WriteStartObject();
            writer.WriteString("sopInstanceUid", reference.SopInstanceUid);
            writer.WriteString("sopClassUid", reference.SopClassUid);
            writer.WriteBoolean("committed", failure is null);
            writer.WriteString("reason", failure);
            writer.WriteEndObject();
        }

        writer.WriteEndArray();
        writer.WriteEndObject();
        writer.Flush();
        output.WriteByte((byte)'\n');
    }
}
