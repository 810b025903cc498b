using System.Globalization;
using System.Net;

namespace Edge.Contracts;

/// <summary>What the values of a configuration must satisfy beyond their types.</summary>
internal static class ConfigRules
{
    internal const int MaxPort = 65535;
    internal const double MaxSeconds = 86400;
    internal const long MaxMiB = 16L * 1024 * 1024;

    /// <summary>Every problem with the values.</summary>
    public static IReadOnlyList<ConfigProblem> Check(DeviceConfig config)
    {
        var problems = new List<ConfigProblem>();
        CheckName(config.Device.Site, "device.site", problems);
        CheckName(config.Device.Id, "device.id", problems);
        CheckName(config.Device.Kind, "device.kind", problems);
        DicomRules.Check(config.Dicom, problems);
        InboxRules.Check(config.Inbox, problems);
        InboxRules.CheckRetention(config.ResultRetention, config.Inbox, "resultRetention", problems);
        StudiesRules.Check(config.Studies, problems);
        RouteRules.Check(config.Routes, problems);
        CheckInference(config, problems);
        SchedulingRules.Check(config.Scheduling, problems);
        SensorsRules.Check(config.Sensors, problems);
        CheckPeers(config, problems);
        MetricsRules.Check(config.Metrics, problems);
        SyslogRules.Check(config.Syslog, problems);
        CommitmentRules.Check(config, problems);
        UpdatesRules.Check(config.Updates, config.Mqtt is not null, problems);
        WebRules.Check(config.Web, problems);
        return problems;
    }

    /// <summary>Attributes in routes whose keyword PS3.6 does not have.</summary>
    public static IEnumerable<ConfigProblem> UnknownAttributes(DeviceConfig config, Func<string, bool> knowsAttribute) =>
        from route in config.Routes.Select((value, index) => (value, index))
        from predicate in route.value.When.Select((value, index) => (value, index))
        let attribute = predicate.value.Attribute
        where RouteRules.IsKeyword(attribute) && !knowsAttribute(attribute)
        select new ConfigProblem(
            $"routes[{route.index}].when[{predicate.index}].attribute",
            $"PS3.6 has no attribute '{attribute}'. Write a keyword such as Modality, or gggg,eeee in hexadecimal.");

    /// <summary>Adds a problem where <paramref name="value"/> is no name that may stand in a topic.</summary>
    public static void CheckName(string value, string path, List<ConfigProblem> problems)
    {
        if (value.Length is < 1 or > 64 || !value.All(c => char.IsAsciiLetterOrDigit(c) || c is '-' or '_'))
        {
            problems.Add(new(path, $"'{value}' is no name. Write 1 to 64 of A-Z a-z 0-9 - _."));
        }
    }

    private static void CheckInference(DeviceConfig config, List<ConfigProblem> problems)
    {
        CheckText(config.Models.Directory, "models.directory", "the model store's directory, for example /var/lib/edge/models", problems);
        if (config.Inference.Program is { } program)
        {
            CheckText(program, "inference.program", "a path, or null for the program installed beside the runtime", problems);
        }

        EngineRules.Check(config.Inference, problems);
        CheckRange(config.Inference.Threads, 1, 64, "inference.threads", null, problems);
        CheckRange(config.Inference.SpinDurationUs, 0, 1_000_000, "inference.spinDurationUs", "microseconds", problems);
        CheckRange(config.Inference.DeadlineSeconds, 0.1, MaxSeconds, "inference.deadlineSeconds", "seconds", problems);
        CheckRange(config.Inference.MaxDeaths, 1, 10, "inference.maxDeaths", null, problems);
    }

    private static void CheckPeers(DeviceConfig config, List<ConfigProblem> problems)
    {
        if (config.Mqtt is { } mqtt)
        {
            MqttRules.Check(mqtt, problems);
        }

        PacsRules.Check(config.Pacs, problems);
    }

    internal static void CheckAeTitle(string value, string path, List<ConfigProblem> problems)
    {
        // PS3.5 table 6.2-1, AE: at most 16 characters, no backslash, no control character; leading and trailing spaces do not count.
        if (value.Length is < 1 or > 16 || value.Trim(' ').Length == 0 || !value.All(c => c is >= ' ' and <= '~' and not '\\'))
        {
            problems.Add(new(path, $"'{value}' is no AE title. Write 1 to 16 printable ASCII characters without a backslash."));
        }
    }

    internal static void CheckAddress(string value, string path, List<ConfigProblem> problems)
    {
        if (!IPAddress.TryParse(value, out _))
        {
            problems.Add(new(path, $"'{value}' is no IP address. Write one, for example 127.0.0.1, or 0.0.0.0 for all of IPv4."));
        }
    }

    internal static void CheckText(string value, string path, string wanted, List<ConfigProblem> problems)
    {
        if (string.IsNullOrWhiteSpace(value))
        {
            problems.Add(new(path, $"It is empty. Write {wanted}."));
        }
    }

    internal static void CheckRange(double value, double min, double max, string path, string? unit, List<ConfigProblem> problems)
    {
        if (!(value >= min && value <= max))
        {
            string shown = value.ToString(CultureInfo.InvariantCulture);
            string suffix = unit is null ? "" : $" {unit}";
            problems.Add(new(path, string.Create(CultureInfo.InvariantCulture, $"{shown} is out of range. Write {min} to {max}{suffix}.")));
        }
    }
}
