using Edge.Contracts;
using Edge.Releases.Offers;
using Edge.Updater.Journal;
using Edge.Updater.Slots;

namespace Edge.Updater.Machine;

/// <summary>
/// What follows from the offers of a refresh: 1. what is suspended must not run, 2. updates that are called off, 3. one update for each model that has a
/// newer release for this device.
/// </summary>
internal sealed class OfferIntake(DeviceIdentity device, Version runtime, UpdateJournal journal, ModelSlots slots, ProbationConfig bounds, TimeProvider time)
{
    private const string NewerOffered = "A newer release is offered.";

    /// <summary>Takes the offers in.</summary>
    /// <param name="offers">Every offer.</param>
    /// <param name="source">Where they came from, if not from the sources of the configuration.</param>
    /// <param name="isAsked">Somebody asked for this look: what was rejected or called off before is tried again.</param>
    /// <exception cref="IOException">The model store cannot be read or written.</exception>
    public void Take(IReadOnlyList<ReleaseOffer> offers, string? source, bool isAsked)
    {
        // 1. What is not offered any more stays suspended: nobody has taken that back.
        slots.Suspend([.. slots.Suspended()
            .Where(release => !offers.Any(offer => offer.Name == release.Model && offer.Version == release.Version))
            .Concat(offers
            .Where(offer => offer.SuspendedBecause is not null)
            .Select(offer => new SuspendedRelease(offer.Name, offer.Version, offer.SuspendedBecause!)))]);

        // 2.
        foreach (UpdateRow update in journal.Open())
        {
            CallOff(update, offers);
        }

        // 3.
        foreach (IGrouping<string, ReleaseOffer> model in offers.GroupBy(offer => offer.Name, StringComparer.Ordinal))
        {
            if (Newest(model, isAsked) is { } offer)
            {
                string? serves = slots.PointerOf(offer.Name)?.Active;
                journal.Begin(offer, serves, source, offer.Notes.Length > 0 ? $"Release {offer.Counter}: {offer.Notes}" : $"Release {offer.Counter} is offered.");
            }
        }
    }

    private void CallOff(UpdateRow update, IReadOnlyList<ReleaseOffer> offers)
    {
        if (update.State == UpdateState.RollingBack)
        {
            // It goes on to its end, whatever is offered: what it puts back is what must serve.
            return;
        }

        ReleaseOffer? offer = offers.FirstOrDefault(offer => offer.Name == update.Model && offer.Version == update.ToVersion);
        bool serves = update.State is UpdateState.Activating or UpdateState.Probation;
        if (offer?.SuspendedBecause is { } reason)
        {
            if (!serves)
            {
                slots.Remove(update.Model, update.ToVersion);
            }

            journal.Move(update, serves ? UpdateState.RollingBack : UpdateState.Rejected, $"It was suspended: {reason}");
        }
        else if (offers.Any(other => other.Name == update.Model && other.Counter > update.Counter && IsFor(other)))
        {
            if (!serves)
            {
                slots.Remove(update.Model, update.ToVersion);
                journal.Move(update, UpdateState.Cancelled, NewerOffered);
            }
            else if (IsUndecided(update))
            {
                journal.Move(update, UpdateState.RollingBack, NewerOffered);
            }
        }
    }

    /// <summary>It got too few results to be judged, and nobody has decided: it must not keep a newer one away for ever.</summary>
    private bool IsUndecided(UpdateRow update) =>
        update is { State: UpdateState.Probation, IsApproved: false } && time.GetUtcNow() - (update.ActivatedAt ?? update.Since) >= TimeSpan.FromHours(bounds.LongestHours);

    private ReleaseOffer? Newest(IEnumerable<ReleaseOffer> releases, bool isAsked)
    {
        ReleaseOffer[] mine = [.. releases.Where(IsFor).OrderByDescending(offer => offer.Counter)];
        if (mine.Length == 0 || journal.Open().Any(update => update.Model == mine[0].Name))
        {
            return null;
        }

        ReleaseOffer newest = mine[0];
        string? serves = slots.PointerOf(newest.Name)?.Active;
        bool tried = journal.Find(newest.Name, newest.Version) is { } before && !(isAsked && (before.State is UpdateState.Rejected or UpdateState.Cancelled));
        return serves == newest.Version || tried || newest.Counter <= journal.FloorOf(newest.Name) ? null : newest;
    }

    private bool IsFor(ReleaseOffer offer) => offer.SuspendedBecause is null
        && offer.IsFor(device.Site, device.Id)
        && offer.DeviceKinds?.Contains(device.Kind) != false
        && runtime >= offer.LeastRuntime;
}
