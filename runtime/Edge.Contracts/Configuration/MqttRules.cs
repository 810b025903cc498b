using System.Net;

namespace Edge.Contracts;

/// <summary>What the broker must satisfy beyond its types.</summary>
internal static class MqttRules
{
    private const int LeastKeepAliveSeconds = 5;
    private const int MostSessionDays = 3650;
    private const int MostQuotaMiB = 1024 * 1024;

    /// <summary>Adds every problem.</summary>
    public static void Check(MqttConfig mqtt, List<ConfigProblem> problems)
    {
        ConfigRules.CheckText(mqtt.Host, "mqtt.host", "the broker's name or address", problems);
        ConfigRules.CheckRange(mqtt.Port, 1, ConfigRules.MaxPort, "mqtt.port", null, problems);
        CheckTls(mqtt.Tls, problems);
        CheckLogin(mqtt, problems);
        ConfigRules.CheckRange(mqtt.KeepAlive.TotalSeconds, LeastKeepAliveSeconds, ushort.MaxValue, "mqtt.keepAliveSeconds", "seconds", problems);
        if (mqtt.SessionExpiryDays is { } days)
        {
            ConfigRules.CheckRange(days, 0, MostSessionDays, "mqtt.sessionExpiryDays", "days", problems);
        }

        if (mqtt.MetricsSeconds is { } every)
        {
            ConfigRules.CheckRange(every, 1, ConfigRules.MaxSeconds, "mqtt.metricsSeconds", "seconds", problems);
        }

        if (mqtt.QuotaMiB is { } quota)
        {
            ConfigRules.CheckRange(quota, 1, MostQuotaMiB, "mqtt.quotaMiB", "MiB", problems);
        }
    }

    private static void CheckTls(MqttTlsConfig? tls, List<ConfigProblem> problems)
    {
        if (tls is null)
        {
            return;
        }

        ConfigRules.CheckText(tls.Ca, "mqtt.tls.ca", "the PEM file of the authorities that the broker's certificate leads to", problems);
        if (tls.Certificate is null != tls.Key is null)
        {
            problems.Add(new("mqtt.tls.key", "A certificate and its key go together. Write both, or null for both."));
        }

        if (tls.Enrolment is { } enrolment && (tls.Certificate is null || !Uri.TryCreate(enrolment, UriKind.Absolute, out Uri? server) || server.Scheme != Uri.UriSchemeHttps))
        {
            problems.Add(new("mqtt.tls.enrolment", $"'{enrolment}' renews nothing. Write an https:// address, and name certificate and key; or write null."));
        }

        foreach ((string? file, string name) in new[] { (tls.Certificate, "certificate"), (tls.Key, "key") })
        {
            if (file is not null)
            {
                ConfigRules.CheckText(file, $"mqtt.tls.{name}", "the PEM file, or null", problems);
            }
        }
    }

    private static void CheckLogin(MqttConfig mqtt, List<ConfigProblem> problems)
    {
        if (mqtt.LoginFile is not { } file)
        {
            return;
        }

        ConfigRules.CheckText(file, "mqtt.loginFile", "a file with the user name and the password, or null", problems);
        bool isLoopback = mqtt.Host == "localhost" || (IPAddress.TryParse(mqtt.Host, out IPAddress? address) && IPAddress.IsLoopback(address));
        if (mqtt.Tls is null && !isLoopback)
        {
            problems.Add(new("mqtt.loginFile", "The password would be sent in clear. Name mqtt.tls, or write null."));
        }
    }
}
