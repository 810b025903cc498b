using Edge.Contracts;
using Edge.Releases;
using Edge.Releases.Offers;
using Edge.Updater.Journal;

namespace Edge.Updater.Machine;

/// <summary>Whether what an update is about is still offered, and may be installed here.</summary>
internal static class OfferGate
{
    /// <summary>Why the release may not be installed; null when it may.</summary>
    public static string? Refusal(IReadOnlyList<ReleaseOffer> offers, UpdateRow update, DeviceIdentity device, Version runtime, long floor)
    {
        if (offers.FirstOrDefault(offer => offer.Name == update.Model && offer.Version == update.ToVersion) is not { } offer)
        {
            return "It is not offered any more.";
        }

        if (offer.Counter != update.Counter)
        {
            return $"It was offered with release counter {update.Counter} and now has {offer.Counter}. Report this to central operations.";
        }

        try
        {
            offer.RequireInstallable(device.Kind, runtime, floor);
            return offer.IsFor(device.Site, device.Id) ? null : "It is not assigned to this device any more.";
        }
        catch (TrustException refused)
        {
            return refused.Message;
        }
    }
}
