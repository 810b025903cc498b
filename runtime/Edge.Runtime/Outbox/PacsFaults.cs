using System.Globalization;
using Dapper;
using Edge.Runtime.Faults;
using Edge.Runtime.Store;

namespace Edge.Runtime.Outbox;

/// <summary>Says on the fault board what is wrong with deliveries to archives; what the rows say is said again after a restart.</summary>
internal sealed class PacsFaults(PacsPeers peers, EdgeStore store, FaultBoard board, TimeProvider time)
{
    /// <summary>From when on it shows that objects wait.</summary>
    public static readonly TimeSpan BacklogAfter = TimeSpan.FromMinutes(15);

    // Looked at after every turn: delivered rows, of which there are thousands, must cost nothing. The first condition is that of their index.
    internal const string Aside =
        """
        SELECT destination, count(*), coalesce(max(reason), '') FROM outbox
        WHERE state <> 'delivered' AND rank IS NOT NULL AND state = 'set-aside' AND reason NOT IN (@Reason, @PassedOver, @Withdrawn) GROUP BY destination
        """;

    internal const string Late =
        """
        SELECT destination, count(*) FROM outbox
        WHERE state <> 'delivered' AND rank IS NOT NULL AND state IN ('waiting', 'stored') AND created_at < @before GROUP BY destination
        """;

    /// <summary>Raises and clears the three faults.</summary>
    public void Review()
    {
        (List<(string Destination, long Count, string Reason)> aside, List<(string Destination, long Count)> late) = store.Read(connection => (
            connection.Query<(string, long, string)>(Aside, new { UnitHold.Reason, UnitHold.PassedOver, Withdrawn = Withdrawal.Reason }).AsList(),
            connection.Query<(string, long)>(
                Late,
                new { before = (time.GetUtcNow() - BacklogAfter).ToUnixTimeMilliseconds() }).AsList()));
        Show(FaultCatalogue.PacsUnreachable, peers.All
            .Where(peer => peer.Circuit.Trouble is not null)
            .Select(peer => $"{peer.Config.Name}: {peer.Circuit.Trouble}"));
        Show(FaultCatalogue.PacsSetAside, aside.Select(one => string.Create(CultureInfo.InvariantCulture, $"{one.Destination}: {one.Count} objects. {one.Reason}")));
        Show(FaultCatalogue.PacsBacklog, late.Select(one => string.Create(
            CultureInfo.InvariantCulture, $"{one.Destination}: {one.Count} objects are older than {BacklogAfter.TotalMinutes} minutes")));
    }

    private void Show(Fault fault, IEnumerable<string> details)
    {
        string detail = string.Join("; ", details);
        if (detail.Length == 0)
        {
            board.Clear(fault);
        }
        else
        {
            board.Raise(fault, detail);
        }
    }
}
