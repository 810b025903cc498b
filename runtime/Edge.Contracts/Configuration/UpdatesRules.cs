using System.Globalization;
using System.Net;

namespace Edge.Contracts;

/// <summary>What the configuration of updates must satisfy beyond its types.</summary>
internal static class UpdatesRules
{
    private const double CheckMinutesMax = 7 * 24 * 60;
    private const int LeastResultsMax = 100_000;
    private const double LongestHoursMax = 365 * 24;
    private const int SourceCountMax = 8;
    private const double RateMaxMiBPerSecond = 10_000;

    /// <summary>Adds every problem with the updates.</summary>
    public static void Check(UpdatesConfig? updates, bool hasBroker, List<ConfigProblem> problems)
    {
        if (updates is null)
        {
            return;
        }

        if (updates.Sources.Count is 0 or > SourceCountMax)
        {
            problems.Add(new("updates.sources", $"It has {updates.Sources.Count} sources. Name 1 to {SourceCountMax}, or write null for updates."));
        }

        for (int index = 0; index < updates.Sources.Count; index++)
        {
            CheckSource(updates.Sources[index], $"updates.sources[{index}]", problems);
        }

        if (!hasBroker && updates.Sources.Contains(UpdatesConfig.BrokerSource))
        {
            problems.Add(new("updates.sources", "It names the source mqtt, and mqtt is null. Configure the broker, or name other sources."));
        }

        if (!hasBroker && updates.Approval == UpdateApproval.Rollout)
        {
            problems.Add(new("updates.approval", "A rollout speaks to the device over the broker, and mqtt is null. Configure the broker, or write automatic or technician."));
        }

        if (updates.Ca is { } authorities)
        {
            ConfigRules.CheckText(authorities, "updates.ca", "the path of a PEM file, or null for the system's authorities", problems);
        }

        ConfigRules.CheckRange(updates.RateMaxMiBPerSecond, 0.1, RateMaxMiBPerSecond, "updates.rateMaxMiBPerSecond", "MiB a second", problems);
        ConfigRules.CheckText(updates.Root, "updates.root", "the path of the first root, 1.root.json", problems);
        ConfigRules.CheckText(updates.ReleaseKey, "updates.releaseKey", "the path of the public key that signs releases", problems);
        if (updates.User is { } user)
        {
            ConfigRules.CheckText(user, "updates.user", "the user that edge-updater runs as, or null", problems);
        }

        ConfigRules.CheckRange(updates.CheckMinutes, 1, CheckMinutesMax, "updates.checkMinutes", "minutes", problems);
        ConfigRules.CheckRange(updates.Probation.LeastResults, 1, LeastResultsMax, "updates.probation.leastResults", null, problems);
        ConfigRules.CheckRange(updates.Probation.LongestHours, 0.01, LongestHoursMax, "updates.probation.longestHours", "hours", problems);
        ConfigRules.CheckRange(updates.Probation.FailedShareMax, 0, 1, "updates.probation.failedShareMax", null, problems);
        ConfigRules.CheckRange(updates.Probation.SlowdownMax, 1, 100, "updates.probation.slowdownMax", null, problems);
        if (updates.Window is { } window)
        {
            CheckTime(window.From, "updates.window.from", problems);
            CheckTime(window.To, "updates.window.to", problems);
            if (window.From == window.To)
            {
                problems.Add(new("updates.window", "It begins when it ends. Write two times, or null for any time."));
            }
        }
    }

    private static void CheckSource(string source, string path, List<ConfigProblem> problems)
    {
        ConfigRules.CheckText(source, path, "mqtt, an https:// address, or a directory", problems);
        if (!source.Contains("://", StringComparison.Ordinal))
        {
            return;
        }

        bool usable = Uri.TryCreate(source, UriKind.Absolute, out Uri? address)
            && (address.Scheme == Uri.UriSchemeHttps || (address.Scheme == Uri.UriSchemeHttp && IsLoopback(address)));
        if (!usable)
        {
            problems.Add(new(path, $"'{source}' cannot be used. Write an https:// address, or a directory; http:// is for loopback alone."));
        }
    }

    private static bool IsLoopback(Uri address) => IPAddress.TryParse(address.Host, out IPAddress? host) && IPAddress.IsLoopback(host);

    private static void CheckTime(string value, string path, List<ConfigProblem> problems)
    {
        if (!TimeOnly.TryParseExact(value, "HH:mm", CultureInfo.InvariantCulture, DateTimeStyles.None, out _))
        {
            problems.Add(new(path, $"'{value}' is no time of day. Write HH:MM, for example 02:30."));
        }
    }
}
