using System.Net;

namespace Edge.Contracts;

/// <summary>What the front door must satisfy beyond its types.</summary>
internal static class DicomRules
{
    private const int MaxListed = 1000;
    private const int MaxListeners = 16;
    private const int MaxUserNameLength = 64;

    /// <summary>Adds every problem with the front door.</summary>
    public static void Check(DicomConfig dicom, List<ConfigProblem> problems)
    {
        ConfigRules.CheckAeTitle(dicom.AeTitle, "dicom.aeTitle", problems);
        CheckListeners(dicom.Listeners, problems);
        CheckList(dicom.CalledAes, "dicom.calledAes", CheckTitle, problems);
        CheckList(dicom.CallingAes, "dicom.callingAes", CheckTitle, problems);
        CheckList(dicom.Networks, "dicom.networks", CheckNetwork, problems);
        CheckUsers(dicom, problems);
        ConfigRules.CheckRange(dicom.MaxAssociations, 1, 1000, "dicom.maxAssociations", null, problems);
        ConfigRules.CheckRange(dicom.MaxAssociationsPerPeer, 1, 1000, "dicom.maxAssociationsPerPeer", null, problems);
        if (dicom.MaxMiBPerSecondPerPeer is { } rate)
        {
            ConfigRules.CheckRange(rate, 0.1, 100_000, "dicom.maxMiBPerSecondPerPeer", "MiB a second", problems);
        }

        ConfigRules.CheckRange(dicom.MaxPduBytes, 4096, 1048576, "dicom.maxPduBytes", "bytes", problems);
        ConfigRules.CheckRange(dicom.MaxObjectMiB, 1, ConfigRules.MaxMiB, "dicom.maxObjectMiB", "MiB", problems);
        ConfigRules.CheckRange(dicom.HandshakeSeconds, 0.1, 60, "dicom.handshakeSeconds", "seconds", problems);
        ConfigRules.CheckRange(dicom.ArtimSeconds, 0.1, 600, "dicom.artimSeconds", "seconds", problems);
        ConfigRules.CheckRange(dicom.IdleSeconds, 0.1, ConfigRules.MaxSeconds, "dicom.idleSeconds", "seconds", problems);
    }

    private static void CheckListeners(IReadOnlyList<DicomListenerConfig> listeners, List<ConfigProblem> problems)
    {
        if (listeners.Count is 0 or > MaxListeners)
        {
            problems.Add(new(
                "dicom.listeners",
                $"There are {listeners.Count}. Write 1 to {MaxListeners}, for example {{\"address\": \"0.0.0.0\", \"port\": 11112, \"tls\": null}}."));
        }

        for (int index = 0; index < listeners.Count; index++)
        {
            string path = $"dicom.listeners[{index}]";
            DicomListenerConfig listener = listeners[index];
            ConfigRules.CheckAddress(listener.Address, $"{path}.address", problems);
            ConfigRules.CheckRange(listener.Port, 0, ConfigRules.MaxPort, $"{path}.port", null, problems);
            if (listener.Port != 0 && listeners.Take(index).Any(other => other.Port == listener.Port && other.Address == listener.Address))
            {
                problems.Add(new(path, "This address and port is listed twice. Remove one of them."));
            }

            if (listener.Tls is { } tls)
            {
                CheckTls(tls, $"{path}.tls", problems);
            }
        }
    }

    private static void CheckTls(ListenerTlsConfig tls, string path, List<ConfigProblem> problems)
    {
        ConfigRules.CheckText(tls.Certificate, $"{path}.certificate", "the path of a PEM file", problems);
        ConfigRules.CheckText(tls.Key, $"{path}.key", "the path of a PEM file", problems);
        if (tls.ClientCertificate == ClientCertificateMode.None)
        {
            if (tls.ClientCa is not null)
            {
                problems.Add(new($"{path}.clientCa", "No client certificates are asked for. Write null, or another clientCertificate."));
            }
        }
        else
        {
            ConfigRules.CheckText(tls.ClientCa ?? "", $"{path}.clientCa", "the path of a PEM file with the authorities of your peers", problems);
        }
    }

    private static void CheckUsers(DicomConfig dicom, List<ConfigProblem> problems)
    {
        if (dicom.Users is not { } users)
        {
            return;
        }

        if (!dicom.Listeners.Any(listener => listener.Tls is not null))
        {
            problems.Add(new("dicom.users", "Users are looked at on TLS listeners only, and there is none. Give a listener tls, or write null."));
        }

        if (users.Accounts.Count is 0 or > MaxListed)
        {
            problems.Add(new("dicom.users.accounts", $"There are {users.Accounts.Count}. Write 1 to {MaxListed}, or null for dicom.users."));
        }

        for (int index = 0; index < users.Accounts.Count; index++)
        {
            DicomUserConfig user = users.Accounts[index];
            string path = $"dicom.users.accounts[{index}]";
            if (user.Name.Length is 0 or > MaxUserNameLength)
            {
                problems.Add(new($"{path}.name", $"It has {user.Name.Length} characters. Write 1 to {MaxUserNameLength}."));
            }

            if (users.Accounts.Take(index).Any(other => other.Name == user.Name))
            {
                problems.Add(new($"{path}.name", "This user is listed twice. Remove one of them."));
            }

            if (!PasswordHash.IsWellFormed(user.PasswordHash))
            {
                problems.Add(new($"{path}.passwordHash", "This is no password hash. Write what 'edgectl dicom password' prints."));
            }
        }
    }

    private static void CheckList(
        IReadOnlyList<string>? list, string path, Action<string, string, List<ConfigProblem>> check, List<ConfigProblem> problems)
    {
        if (list is null)
        {
            return;
        }

        if (list.Count is 0 or > MaxListed)
        {
            problems.Add(new(path, $"There are {list.Count}, so that nobody could send. Write 1 to {MaxListed}, or null for any."));
        }

        for (int index = 0; index < list.Count; index++)
        {
            check(list[index], $"{path}[{index}]", problems);
            if (list.Take(index).Contains(list[index]))
            {
                problems.Add(new($"{path}[{index}]", "It is listed twice. Remove one of them."));
            }
        }
    }

    private static void CheckTitle(string value, string path, List<ConfigProblem> problems)
    {
        ConfigRules.CheckAeTitle(value, path, problems);
        if (value != value.Trim(' '))
        {
            problems.Add(new(path, $"'{value}' has spaces around it, which do not count. Write it without."));
        }
    }

    private static void CheckNetwork(string value, string path, List<ConfigProblem> problems)
    {
        // .NET lets bits stand behind the prefix; whoever wrote them may have meant one address.
        if (!IPNetwork.TryParse(value, out IPNetwork network) || !network.BaseAddress.Equals(IPAddress.Parse(value.Split('/')[0])))
        {
            problems.Add(new(
                path,
                $"'{value}' is no network. Write one with the bits behind its prefix zero, for example 10.1.0.0/16, or 10.1.2.3/32 for one address."));
        }
    }
}
