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

            if (pacs.Results is { } results)
            {
                CheckResults(results, $"{path}.results", problems);
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

    private static void CheckResults(PacsResultsConfig results, string path, List<ConfigProblem> problems)
    {
        if (results.Kinds is { } kinds && kinds.Distinct().Count() < kinds.Count)
        {
            problems.Add(new($"{path}.kinds", "A kind is listed twice. Remove one of them."));
        }

        for (int index = 0; index < (results.Models?.Count ?? 0); index++)
        {
            string model = results.Models![index];
            if (!RouteRules.IsModelName(model))
            {
                problems.Add(new($"{path}.models[{index}]", $"'{model}' is no model name. Write 1 to 64 of a-z 0-9 -, as its manifest has it."));
            }
            else if (results.Models.Take(index).Contains(model))
            {
                problems.Add(new($"{path}.models[{index}]", $"'{model}' is listed twice. Remove one of them."));
            }
        }

        if (results.Associations is { } associations)
        {
            ConfigRules.CheckRange(associations, 1, PacsResultsConfig.MaxAssociations, $"{path}.associations", null, problems);
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
