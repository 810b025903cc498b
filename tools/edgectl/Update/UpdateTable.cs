using System.Globalization;
using Edge.Contracts;
using Edge.Ctl.Appliance;

namespace Edge.Ctl.Update;

/// <summary>What the update agent says, for people.</summary>
internal static class UpdateTable
{
    /// <summary>Prints it.</summary>
    public static void Write(UpdaterStatus status)
    {
        if (!status.ClockSure)
        {
            Console.WriteLine("The clock is behind the time that is known to have passed. Nothing is installed until it is set.");
        }

        Console.WriteLine(status.LastCheckAt is { } at ? string.Create(CultureInfo.InvariantCulture, $"Last look for releases: {at:u}") : "No look for releases has succeeded yet.");
        if (status.CheckProblem is { } problem)
        {
            Console.WriteLine($"The last one failed: {problem}");
        }

        Listing.WriteTable(
            ["Model", "From", "To", "State", "Since", "Why"],
            status.Updates.Select(update => (IReadOnlyList<string?>)
            [
                update.Model,
                update.FromVersion,
                update.ToVersion,
                State(update),
                update.Since.ToString("u", CultureInfo.InvariantCulture),
                update.Reason,
            ]));
        if (status.Suspended.Count > 0)
        {
            Listing.WriteTable(
                ["Suspended", "Version", "Why"],
                status.Suspended.Select(release => (IReadOnlyList<string?>)[release.Model, release.Version, release.Reason]));
        }
    }

    private static string State(UpdateView update) => update.State == UpdateState.Downloading && update.BytesTotal > 0
        ? string.Create(CultureInfo.InvariantCulture, $"downloading {100.0 * update.BytesDone / update.BytesTotal:0} %")
        : Words(update.State);

    private static string Words(UpdateState state) => state switch
    {
        UpdateState.WaitingWindow => "waiting-window",
        UpdateState.RollingBack => "rolling-back",
        UpdateState.RolledBack => "rolled-back",
        _ => state.ToString().ToLowerInvariant(),
    };
}
