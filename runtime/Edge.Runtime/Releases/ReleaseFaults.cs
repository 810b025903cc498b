using System.Globalization;
using Edge.Contracts;
using Edge.Runtime.Faults;

namespace Edge.Runtime.Releases;

/// <summary>
/// Says what is wrong with updates and the clock, by what the update agent leaves in the model store (<see cref="UpdaterStatus.FileName"/>), and by the age of this program: time
/// has passed since it was made. The newest update of a model counts: one that went well clears what went wrong before.
/// </summary>
internal sealed class ReleaseFaults(ModelStore models, ReleaseLedger ledger, FaultBoard faults, TimeProvider time)
{
    /// <summary>How often it is worth a look.</summary>
    public static readonly TimeSpan Pace = TimeSpan.FromSeconds(15);

    private static readonly TimeSpan Leeway = TimeSpan.FromMinutes(5);
    private static readonly TimeSpan Soon = TimeSpan.FromDays(7);
    private static readonly TimeSpan Fresh = TimeSpan.FromHours(12);

    /// <summary>When this program was made, as far as its file says.</summary>
    public DateTimeOffset Built { get; init; } = new(File.GetLastWriteTimeUtc(typeof(ReleaseFaults).Assembly.Location), TimeSpan.Zero);

    /// <summary>Looks once.</summary>
    public void Look()
    {
        UpdaterStatus? status = UpdaterStatusFile.Read(models.Directory);
        DateTimeOffset now = time.GetUtcNow();
        LookAtClock(status, now);
        IReadOnlyList<UpdateView> latest = UpdaterStatusFile.Latest(status);
        Show(FaultCatalogue.UpdateFailed, latest.Where(update => update.State is UpdateState.Rejected or UpdateState.Quarantined).Select(Describe));
        Show(FaultCatalogue.UpdateRolledBack, latest.Where(update => update.State is UpdateState.RolledBack).Select(Describe));
        LookAtMetadata(status, now);
        ledger.Note(models.List(), status);
    }

    private static string Describe(UpdateView update) => $"{update.Model} {update.ToVersion}: {update.Reason}";

    private void LookAtClock(UpdaterStatus? status, DateTimeOffset now)
    {
        bool isOlderThanProgram = now < Built - Leeway;
        Show(FaultCatalogue.ClockUnsure, isOlderThanProgram || status is { ClockSure: false }
            ? [isOlderThanProgram ? $"The clock says {now:u}, and this program was installed at {Built:u}." : "The clock is behind the time of what central operations have signed."]
            : []);
    }

    private void LookAtMetadata(UpdaterStatus? status, DateTimeOffset now)
    {
        DateTimeOffset? expires = status?.MetadataExpires;
        bool isExpired = expires <= now;

        // A short life is no trouble while it is renewed.
        bool isRenewed = status is { CheckProblem: null, LastCheckAt: { } checkedAt } && now - checkedAt < Fresh;
        Show(FaultCatalogue.MetadataExpired, isExpired ? [string.Create(CultureInfo.InvariantCulture, $"It expired at {expires:u}. {status?.CheckProblem}")] : []);
        Show(FaultCatalogue.MetadataExpiring, !isExpired && !isRenewed && expires - now < Soon ? [string.Create(CultureInfo.InvariantCulture, $"It expires at {expires:u}. {status?.CheckProblem}")] : []);
    }

    private void Show(Fault fault, IEnumerable<string> details)
    {
        string detail = string.Join(' ', details);
        if (detail.Length == 0)
        {
            faults.Clear(fault);
        }
        else
        {
            faults.Raise(fault, detail);
        }
    }
}
