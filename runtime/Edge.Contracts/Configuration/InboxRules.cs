using System.Globalization;

namespace Edge.Contracts;

/// <summary>What the values of <see cref="InboxConfig"/> must satisfy.</summary>
internal static class InboxRules
{
    private const int MaxDays = 36_500;

    /// <summary>Adds every problem.</summary>
    public static void Check(InboxConfig inbox, List<ConfigProblem> problems)
    {
        ConfigRules.CheckRange(inbox.MinFreeMiB, 1, ConfigRules.MaxMiB, "inbox.minFreeMiB", "MiB", problems);
        CheckLevel(inbox.ResumeFreeMiB, inbox.MinFreeMiB, "inbox.minFreeMiB", "inbox.resumeFreeMiB", problems);
        CheckLevel(inbox.WarnFreeMiB, inbox.MinFreeMiB, "inbox.minFreeMiB", "inbox.warnFreeMiB", problems);
        CheckRetention(inbox.Retention, inbox, "inbox.retention", problems);
    }

    /// <summary>Adds every problem of a retention, of objects or of results: both keep the same disk free.</summary>
    public static void CheckRetention(RetentionConfig? retention, InboxConfig inbox, string path, List<ConfigProblem> problems)
    {
        if (retention is null)
        {
            return;
        }

        if (retention is { Days: null, FreeMiB: null })
        {
            problems.Add(new(path, "It would remove nothing. Write days or freeMiB, or null instead of the whole."));
        }

        if (retention.Days is { } days)
        {
            ConfigRules.CheckRange(days, 1, MaxDays, $"{path}.days", "days", problems);
        }

        CheckLevel(retention.FreeMiB, inbox.ResumeMiB, "the level at which objects are taken again", $"{path}.freeMiB", problems);
    }

    private static void CheckLevel(long? level, long least, string leastName, string path, List<ConfigProblem> problems)
    {
        if (level is not { } value)
        {
            return;
        }

        ConfigRules.CheckRange(value, 1, ConfigRules.MaxMiB, path, "MiB", problems);
        if (value < least)
        {
            problems.Add(new(path, string.Create(CultureInfo.InvariantCulture, $"{value} is less than {leastName}, {least}. Write at least as much, or null.")));
        }
    }
}
