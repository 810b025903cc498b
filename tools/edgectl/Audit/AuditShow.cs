using System.CommandLine;
using Edge.Contracts;
using Edge.Ctl.Appliance;

namespace Edge.Ctl.Audit;

/// <summary><c>edgectl audit show</c>: who did what, the latest first.</summary>
internal static class AuditShow
{
    /// <summary>The verb.</summary>
    public static Command Create()
    {
        var verb = new Command("show", "Shows who did what, the latest first. Reads the files themselves, or a copy.");
        var folder = new AuditFolder(verb);
        var limit = new LimitOption(verb);
        Option<bool> json = ApplianceOptions.Json();
        verb.Add(json);
        verb.SetAction(parsed =>
        {
            IReadOnlyList<AuditEntry> entries = AuditEntries.Latest(folder.Of(parsed), limit.Of(parsed));
            if (parsed.GetValue(json))
            {
                Listing.WriteJson(entries, EdgeJson.Default.IReadOnlyListAuditEntry);
            }
            else
            {
                Listing.WriteTable(
                    ["Entry", "Time", "Event", "Who", "Outcome", "What"],
                    entries.Select(entry => (IReadOnlyList<string?>)
                    [
                        Cells.Number(entry.Sequence),
                        Cells.Time(entry.At),
                        entry.Type is null ? entry.Event : $"{entry.Event}: {entry.Type}",
                        entry.Who,
                        Words(entry.Outcome),
                        entry.Study is null ? entry.What : $"{entry.What} Study {entry.Study[..12]}",
                    ]));
            }

            return 0;
        });
        return verb;
    }

    private static string Words(AuditOutcome outcome) => outcome switch
    {
        AuditOutcome.Success => "success",
        AuditOutcome.MinorFailure => "minor failure",
        AuditOutcome.SeriousFailure => "serious failure",
        _ => "major failure",
    };
}
