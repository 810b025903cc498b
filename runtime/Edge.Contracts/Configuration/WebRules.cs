using System.Net;

namespace Edge.Contracts;

/// <summary>What the web addresses must satisfy beyond their types.</summary>
internal static class WebRules
{
    /// <summary>Adds every problem.</summary>
    public static void Check(WebConfig web, List<ConfigProblem> problems)
    {
        ConfigRules.CheckRange(web.Port, 0, ConfigRules.MaxPort, "web.port", null, problems);
        ConfigRules.CheckAddress(web.Address, "web.address", problems);
        if (web.Tls is { } tls)
        {
            ConfigRules.CheckText(tls.Certificate, "web.tls.certificate", "the PEM file of the certificate", problems);
            ConfigRules.CheckText(tls.Key, "web.tls.key", "the PEM file of its private key", problems);
        }

        foreach (string name in web.Names ?? [])
        {
            if (Uri.CheckHostName(name) != UriHostNameType.Dns)
            {
                problems.Add(new("web.names", $"'{name}' is no name of a host. Write it as browsers ask for it, for example edge-1.hospital.example."));
            }
        }

        if (web.Stow is { } stow)
        {
            Check(stow, problems);
        }
    }

    private static void Check(StowConfig stow, List<ConfigProblem> problems)
    {
        ConfigRules.CheckRange(stow.MaxRequests, 1, 64, "web.stow.maxRequests", null, problems);
        ConfigRules.CheckRange(stow.MaxParts, 1, 100_000, "web.stow.maxParts", null, problems);
        ConfigRules.CheckRange(stow.MaxRequestMiB, 1, ConfigRules.MaxMiB, "web.stow.maxRequestMiB", "MiB", problems);
        ConfigRules.CheckRange(stow.MaxRequestSeconds, 1, ConfigRules.MaxSeconds, "web.stow.maxRequestSeconds", "seconds", problems);
        ConfigRules.CheckRange(stow.MinKiBPerSecond, 0.1, 1024 * 1024, "web.stow.minKiBPerSecond", "KiB a second", problems);
        if (stow.MaxMiBPerSecond is { } most)
        {
            ConfigRules.CheckRange(most, 0.1, 1024 * 1024, "web.stow.maxMiBPerSecond", "MiB a second, or null", problems);
        }

        if (stow.Listener is { } listener)
        {
            Check(listener, problems);
        }
    }

    private static void Check(StowListenerConfig listener, List<ConfigProblem> problems)
    {
        const string Path = "web.stow.listener";
        ConfigRules.CheckAddress(listener.Address, $"{Path}.address", problems);
        ConfigRules.CheckRange(listener.Port, 0, ConfigRules.MaxPort, $"{Path}.port", null, problems);
        if (listener.Tls is { } tls)
        {
            ConfigRules.CheckText(tls.Certificate, $"{Path}.tls.certificate", "the PEM file of the certificate", problems);
            ConfigRules.CheckText(tls.Key, $"{Path}.tls.key", "the PEM file of its private key", problems);
        }
        else if (IPAddress.TryParse(listener.Address, out IPAddress? address) && !IPAddress.IsLoopback(address))
        {
            problems.Add(new(
                $"{Path}.tls", $"{listener.Address} can be reached from outside, and tokens would be sent in clear. Name a certificate and its key."));
        }
    }
}
