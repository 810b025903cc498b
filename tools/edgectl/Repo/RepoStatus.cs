using System.CommandLine;
using System.Globalization;
using Edge.Ctl.Appliance;

namespace Edge.Ctl.Repo;

/// <summary><c>edgectl repo status REPO</c>: what is published, what is staged, what is offered.</summary>
internal static class RepoStatus
{
    /// <summary>The verb.</summary>
    public static Command Create()
    {
        Argument<string> repository = RepoArguments.Repository();
        var command = new Command("status", "Shows what is published, what waits for signatures, and what is offered.") { repository };
        command.SetAction(parsed => RepoArguments.With(parsed.GetRequiredValue(repository), work =>
        {
            Listing.WriteTable(
                ["Role", "Published", "Holds until", "Staged", "Signatures"],
                work.States().Select(state => (IReadOnlyList<string?>)
                [
                    state.Role, Text(state.PublishedVersion), state.Expires, Text(state.StagedVersion),
                    state.Progress is { } progress ? $"{progress.Done} of {progress.Needed}" : null,
                ]));
            Listing.WriteTable(
                ["Model", "Version", "Counter", "Device kinds", "Least runtime", "Assigned", "Suspended", "Notes"],
                work.Offers().Select(offer => (IReadOnlyList<string?>)
                [
                    offer.Name, offer.Version, Text(offer.Counter), offer.DeviceKinds is null ? "all" : string.Join(", ", offer.DeviceKinds),
                    offer.LeastRuntime.ToString(), string.Join(", ", offer.Assigned), offer.SuspendedBecause, offer.Notes,
                ]));
            return 0;
        }));
        return command;
    }

    private static string? Text(long? number) => number?.ToString(CultureInfo.InvariantCulture);
}
