namespace Edge.Contracts;

/// <summary>What the syslog server must satisfy beyond its types.</summary>
internal static class SyslogRules
{
    /// <summary>Adds every problem.</summary>
    public static void Check(SyslogConfig? syslog, List<ConfigProblem> problems)
    {
        if (syslog is null)
        {
            return;
        }

        ConfigRules.CheckText(syslog.Host, "syslog.host", "the server's name or address", problems);
        if (syslog.Port is { } port)
        {
            ConfigRules.CheckRange(port, 1, ConfigRules.MaxPort, "syslog.port", null, problems);
        }

        if (syslog.Tls is { } tls)
        {
            PacsRules.CheckTls(tls, "syslog.tls", problems);
        }
    }
}
