using Edge.Contracts;

namespace Edge.Runtime.Outbox;

/// <summary>An archive as the outbox sees it, shared by the associations that are open to it.</summary>
internal sealed class PacsPeer(PacsConfig config, PacsTable table, TimeProvider time)
{
    private readonly Lock _lock = new();
    private readonly HashSet<string> _busy = new(StringComparer.Ordinal);

    /// <summary>Its configuration.</summary>
    public PacsConfig Config { get; } = config;

    /// <summary>Destination of its rows.</summary>
    public string Destination { get; } = OutboxDestination.Pacs(config.Name);

    /// <summary>Whether it is tried now.</summary>
    public PacsCircuit Circuit { get; } = new(time);

    /// <summary>Takes the row that goes next, so that no other association takes one of its unit. <see cref="GiveBack"/> must follow.</summary>
    /// <returns>The row; null when none is due.</returns>
    public PacsRow? TakeNext()
    {
        lock (_lock)
        {
            PacsRow? next = table.Next(Destination, _busy);
            if (next is not null)
            {
                _busy.Add(next.Unit);
            }

            return next;
        }
    }

    /// <summary>What became of a row that was taken is in the table.</summary>
    public void GiveBack(PacsRow row)
    {
        lock (_lock)
        {
            _busy.Remove(row.Unit);
        }
    }
}
