namespace Edge.Contracts;

/// <summary>What storage commitment must satisfy beyond its types.</summary>
internal static class CommitmentRules
{
    private const int MaxRequesters = 1000;
    private const double MaxWaitSeconds = 600;
    private const double MaxReportSeconds = 7 * 86400;
    private const double MaxGiveUpSeconds = 30 * 86400;

    /// <summary>Adds every problem with storage commitment, on both sides.</summary>
    public static void Check(DeviceConfig config, List<ConfigProblem> problems)
    {
        for (int index = 0; index < config.Pacs.Count; index++)
        {
            if (config.Pacs[index].Commitment is { } commitment)
            {
                CheckArchive(config, config.Pacs[index], commitment, $"pacs[{index}].commitment", problems);
            }
        }

        if (config.Dicom.Commitment is { } provider)
        {
            CheckProvider(config, provider, problems);
        }
    }

    private static void CheckArchive(DeviceConfig config, PacsConfig pacs, PacsCommitmentConfig commitment, string path, List<ConfigProblem> problems)
    {
        if (commitment.AeTitle is { } title)
        {
            ConfigRules.CheckAeTitle(title, $"{path}.aeTitle", problems);
        }

        if (commitment.Port is { } port)
        {
            ConfigRules.CheckRange(port, 1, ConfigRules.MaxPort, $"{path}.port", null, problems);
        }

        ConfigRules.CheckRange(commitment.WaitSeconds, 0, MaxWaitSeconds, $"{path}.waitSeconds", "seconds", problems);
        ConfigRules.CheckRange(commitment.ReportSeconds, 1, MaxReportSeconds, $"{path}.reportSeconds", "seconds", problems);
        ConfigRules.CheckRange(commitment.GiveUpSeconds, 1, MaxGiveUpSeconds, $"{path}.giveUpSeconds", "seconds", problems);
        string reporter = commitment.AeTitle ?? pacs.AeTitle;
        if (config.Dicom.CallingAes is { } allowed && !allowed.Contains(reporter))
        {
            problems.Add(new(path, $"Reports come from {reporter}, which dicom.callingAes does not list. Add it there."));
        }
    }

    private static void CheckProvider(DeviceConfig config, CommitmentConfig provider, List<ConfigProblem> problems)
    {
        if (!config.Pacs.Any(pacs => pacs.Name == provider.Pacs && pacs.Commitment is not null))
        {
            problems.Add(new(
                "dicom.commitment.pacs", $"There is no archive '{provider.Pacs}' with commitment. Write the name of one in pacs, or null for dicom.commitment."));
        }

        if (provider.Requesters.Count > MaxRequesters)
        {
            problems.Add(new("dicom.commitment.requesters", $"There are {provider.Requesters.Count}. Write at most {MaxRequesters}."));
        }

        foreach ((string title, RequesterConfig requester) in provider.Requesters)
        {
            string path = $"dicom.commitment.requesters.{title}";
            ConfigRules.CheckAeTitle(title, path, problems);
            ConfigRules.CheckText(requester.Host, $"{path}.host", "its name or address", problems);
            ConfigRules.CheckRange(requester.Port, 1, ConfigRules.MaxPort, $"{path}.port", null, problems);
            if (requester.Tls is { } tls)
            {
                PacsRules.CheckTls(tls, $"{path}.tls", problems);
            }
        }

        ConfigRules.CheckRange(provider.GiveUpSeconds, 60, MaxGiveUpSeconds, "dicom.commitment.giveUpSeconds", "seconds", problems);
    }
}
