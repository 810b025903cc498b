using Edge.Dicom.Network;
using Edge.Runtime.Faults;

namespace Edge.Runtime.FrontDoor;

/// <summary>
/// Remembers who was turned away, and raises a fault for whoever is again and again: at the scanner nobody reads the reason. It clears when the sender gets
/// in, or has not tried for a while. A full disk is another fault's business.
/// </summary>
internal sealed class RefusedSenders(FaultBoard faults, RefusalAudit audit, TimeProvider time)
{
    private const int Repeats = 3;
    private const int MaxSenders = 256;
    private const int MaxDescribed = 5;

    private static readonly TimeSpan Memory = TimeSpan.FromMinutes(15);

    private readonly Lock _gate = new();
    private readonly Dictionary<(string Address, string? CallingAe), Refusal> _senders = [];
    private volatile bool _isEmpty = true;

    /// <summary>Takes note of how a connection ended.</summary>
    public void Note(AssociationReport report)
    {
        if (RefusalAdvice.For(report) is { } why)
        {
            Add(report, why);
        }
        else if (!_isEmpty && report.CallingAeTitle is not null && report.Rejection is null)
        {
            GotIn(report);
        }
    }

    /// <summary>Forgets who has not tried for a while.</summary>
    public void ForgetOld()
    {
        if (_isEmpty)
        {
            return;
        }

        lock (_gate)
        {
            foreach ((var sender, Refusal refusal) in _senders)
            {
                if (time.GetElapsedTime(refusal.Last) > Memory)
                {
                    _senders.Remove(sender);
                }
            }

            Show();
        }
    }

    private void Add(AssociationReport report, string why)
    {
        var sender = (Address(report), report.CallingAeTitle);
        int count;
        lock (_gate)
        {
            if (!_senders.TryGetValue(sender, out Refusal? refusal))
            {
                if (_senders.Count == MaxSenders)
                {
                    _senders.Remove(_senders.MinBy(other => other.Value.Last).Key);
                }

                refusal = new Refusal();
                _senders.Add(sender, refusal);
                _isEmpty = false;
            }

            count = ++refusal.Count;
            refusal.Why = why;
            refusal.Last = time.GetTimestamp();
            if (refusal.Count >= Repeats)
            {
                Show();
            }
        }

        audit.Note(report.CallingAeTitle, sender.Item1, why, count);
    }

    private void GotIn(AssociationReport report)
    {
        string address = Address(report);
        lock (_gate)
        {
            if (_senders.Remove((address, report.CallingAeTitle)) | _senders.Remove((address, null)))
            {
                Show();
            }
        }
    }

    private void Show()
    {
        _isEmpty = _senders.Count == 0;
        var repeated = _senders.Where(sender => sender.Value.Count >= Repeats).OrderByDescending(sender => sender.Value.Last).ToList();
        if (repeated.Count == 0)
        {
            faults.Clear(FaultCatalogue.SenderRefused);
            return;
        }

        IEnumerable<string> described = repeated.Take(MaxDescribed).Select(sender =>
            $"{(sender.Key.CallingAe is { } title ? $"{title} at " : "")}{sender.Key.Address}, {sender.Value.Count} times: {sender.Value.Why}");
        string others = repeated.Count > MaxDescribed ? $" And {repeated.Count - MaxDescribed} others." : "";
        faults.Raise(FaultCatalogue.SenderRefused, string.Join(' ', described) + others);
    }

    private static string Address(AssociationReport report) =>
        (report.Remote.Address.IsIPv4MappedToIPv6 ? report.Remote.Address.MapToIPv4() : report.Remote.Address).ToString();

    private sealed class Refusal
    {
        public int Count { get; set; }

        public string Why { get; set; } = "";

        public long Last { get; set; }
    }
}
