using System.Globalization;
using System.Text.RegularExpressions;
using Edge.Mqtt.Tests;

namespace Edge.EndToEnd.Tests;

/// <summary>The audit log at a syslog server: nothing is lost while that is away, over its death and over a restart of the appliance.</summary>
public sealed partial class SyslogTests
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task EachEntry_ComesToTheServer_WhateverEnds()
    {
        using var folder = new TemporaryFolder();
        using var authority = new TestAuthority(folder.Path, "hospital");
        using var server = new SyslogReceiver(folder.Sub("server"), authority);
        (string certificate, string key) = authority.Issue("edge-device");
        string[] settings =
        [
            "syslog.host=127.0.0.1",
            string.Create(CultureInfo.InvariantCulture, $"syslog.port={server.Port}"),
            $"syslog.tls={{\"ca\":\"{authority.CaFile}\",\"certificate\":\"{certificate}\",\"key\":\"{key}\",\"serverName\":null}}",
        ];
        string data = Path.Combine(folder.Path, "data");

        // 1. The server is not there yet: entries wait in the log.
        Appliance appliance = await Appliance.StartAsync(data, settings, Cancellation);
        try
        {
            await AddUserAsync(appliance, "anna");
            await server.StartAsync(Cancellation);
            await UntilAllAsync(appliance, server);

            // 2. It dies, and so does the appliance, with entries that it has not seen.
            server.Kill();
            await AddUserAsync(appliance, "bert");
            appliance.Kill();
            await appliance.DisposeAsync();
            appliance = await Appliance.StartAsync(data, settings, Cancellation);
            await AddUserAsync(appliance, "carl");
            await server.StartAsync(Cancellation);
            await UntilAllAsync(appliance, server);
        }
        finally
        {
            await appliance.DisposeAsync();
        }

        Assert.All(server.Received, parts => Assert.Equal(("1", "edge-runtime", "DICOM+RFC3881"), (parts[1], parts[2], parts[3])));
        Assert.All(server.Received, parts => Assert.Contains(parts[0], (string[])["85", "84"]));
        foreach (string user in (string[])["anna", "bert", "carl"])
        {
            Assert.Contains(server.Received, parts => parts[5].Contains($"User {user} of the page", StringComparison.Ordinal));
        }
    }

    /// <summary>Waits until the server has every entry, each as edgectl exports it and under its number.</summary>
    private static async Task UntilAllAsync(Appliance appliance, SyslogReceiver server) => await Poll.UntilAsync(
        async () =>
        {
            Outcome exported = await Trial.EdgectlAsync(appliance, Cancellation, "audit", "export", "--dicom");
            string[] expected = [.. exported.Output.Split('\n', StringSplitOptions.RemoveEmptyEntries).Select((message, index) => $"{index + 1} {message}")];
            HashSet<string> received = [.. server.Received.Where(parts => parts.Length == 6).Select(parts => $"{Sequence().Match(parts[4]).Groups[1].Value} {parts[5].TrimStart('\uFEFF')}")];
            return expected.Length > 2 && expected.All(received.Contains) ? null : $"{received.Count} of {expected.Length} entries have come: {appliance.LogTail()}";
        },
        TimeSpan.FromMilliseconds(500),
        TimeSpan.FromSeconds(90),
        Cancellation);

    private static async Task AddUserAsync(Appliance appliance, string name)
    {
        Outcome added = await Trial.EdgectlAsync(appliance, Cancellation, "user", "add", name, "--role", "viewer");
        Assert.True(added.ExitCode == 0, added.Errors);
    }

    [GeneratedRegex("sequenceId=\"([0-9]+)\"")]
    private static partial Regex Sequence();
}
