using Edge.Dicom.Network;

namespace Edge.Runtime.FrontDoor;

/// <summary>Remembers of every sender when it was last here and how it went, for who looks at the page. The one that was not here for longest makes room.</summary>
internal sealed class SenderContacts(TimeProvider time)
{
    /// <summary>Senders that are remembered.</summary>
    public const int Most = 256;

    private const double BytesPerMiB = 1024 * 1024;

    private readonly Lock _lock = new();
    private readonly Dictionary<(string? CallingAe, string Address), SenderContact> _contacts = [];

    /// <summary>Every sender, the last that was here first.</summary>
    public IReadOnlyList<SenderContact> All
    {
        get
        {
            lock (_lock)
            {
                return [.. _contacts.Values.OrderByDescending(contact => contact.LastAt)];
            }
        }
    }

    /// <summary>Takes note of how a connection ended.</summary>
    public void Note(AssociationReport report)
    {
        string address = (report.Remote.Address.IsIPv4MappedToIPv6 ? report.Remote.Address.MapToIPv4() : report.Remote.Address).ToString();
        string? why = RefusalAdvice.For(report);
        DateTimeOffset now = time.GetUtcNow();
        lock (_lock)
        {
            var key = (report.CallingAeTitle, address);
            if (!_contacts.TryGetValue(key, out SenderContact? before))
            {
                if (_contacts.Count == Most)
                {
                    _contacts.Remove(_contacts.MinBy(contact => contact.Value.LastAt).Key);
                }

                before = new SenderContact(report.CallingAeTitle, address, now, 0, 0, 0, null, 0, null, null);
            }

            _contacts[key] = before with
            {
                LastAt = now,
                Associations = before.Associations + 1,
                Stored = before.Stored + report.StoredCount,
                Refused = before.Refused + report.RefusedCount,
                LastMiBPerSecond = report.StoredCount > 0 && report.Duration > TimeSpan.Zero
                    ? report.DataSetBytes / BytesPerMiB / report.Duration.TotalSeconds
                    : before.LastMiBPerSecond,
                Rejections = before.Rejections + (why is null ? 0 : 1),
                LastRejectedAt = why is null ? before.LastRejectedAt : now,
                WhyRejected = why,
            };
        }
    }
}
