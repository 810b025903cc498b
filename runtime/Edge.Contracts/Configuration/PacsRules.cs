namespace Edge.Contracts;

/// <summary>What archives must satisfy beyond their types.</summary>
internal static class PacsRules
{
    /// <summary>Adds every problem with the archives.</summary>
    public static void Check(IReadOnlyList<PacsConfig> archives, List<ConfigProblem> problems)
    {
        for (int index = 0; index < archives.Count; index++)
        {
            PacsConfig pacs = archives[index];
            string path = $"pacs[{index}]";
            ConfigRules.CheckName(pacs.Name, $"{path}.name", problems);
            ConfigRules.CheckText(pacs.Host, $"{path}.host", "the archive's name or address", problems);
            ConfigRules.CheckRange(pacs.Port, 1, ConfigRules.MaxPort, $"{path}.port", null, problems);
            ConfigRules.CheckAeTitle(pacs.AeTitle, $"{path}.aeTitle", problems);
            if (archives.Take(index).Any(other => other.Name == pacs.Name))
            {
                problems.Add(new($"{path}.name", $"There are two archives named '{pacs.Name}'. Give each its own name."));
            }

            if (pacs.Tls is { } tls)
            {
                CheckTls(tls, $"{path}.tls", problems);
            }
        }
    }

    internal static void CheckTls(PacsTlsConfig tls, string path, List<ConfigProblem> problems)
    {
        CheckOptional(tls.Ca, $"{path}.ca", problems);
        CheckOptional(tls.Certificate, $"{path}.certificate", problems);
        CheckOptional(tls.Key, $"{path}.key", problems);
        CheckOptional(tls.ServerName, $"{path}.serverName", problems);
        if (tls.Certificate is null != tls.Key is null)
        {
            problems.Add(new($"{path}.key", "A certificate and its key go together. Write both, or null for both."));
        }
    }

    private static void CheckOptional(string? value, string path, List<ConfigProblem> problems)
    {
        if (value is not null)
        {
            ConfigRules.CheckText(value, path, "it, or null", problems);
        }
    }
}
