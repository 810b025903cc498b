namespace Edge.Contracts;

/// <summary>What the receivers of metrics must satisfy beyond their types.</summary>
internal static class MetricsRules
{
    /// <summary>Adds every problem.</summary>
    public static void Check(MetricsConfig? metrics, List<ConfigProblem> problems)
    {
        if (metrics?.Otlp is not { } otlp)
        {
            return;
        }

        bool isUsable = Uri.TryCreate(otlp.Endpoint, UriKind.Absolute, out Uri? address)
            && (address.Scheme == Uri.UriSchemeHttps || (address.Scheme == Uri.UriSchemeHttp && address.IsLoopback));
        if (!isUsable)
        {
            problems.Add(new("metrics.otlp.endpoint", $"'{otlp.Endpoint}' cannot be used. Write an https:// address with its path, such as /v1/metrics; http:// is for loopback alone."));
        }

        if (otlp.Seconds is { } seconds)
        {
            ConfigRules.CheckRange(seconds, 1, ConfigRules.MaxSeconds, "metrics.otlp.seconds", "seconds", problems);
        }
    }
}
