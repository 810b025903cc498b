using System.IO.Compression;
using System.Text.Json;

namespace Edge.EndToEnd.Tests;

/// <summary><c>edgectl fleet command</c> to the real programs, over TLS with the access list that is shipped.</summary>
public sealed class FleetCommandTests
{
    private const string Device = "local/workstation";

    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Command_OverTlsWithAccessByCertificate_IsDoneAuditedAndAnswered()
    {
        using var folder = new TemporaryFolder();
        await using SecureBroker broker = await SecureBroker.StartAsync();
        ReleaseDesk desk = await ReleaseDesk.OpenAsync(folder.Path, Cancelled);
        await desk.NameCommanderAsync(Cancelled);
        string config = await UpdateAgentProcess.ConfigureAsync(folder.Path, desk, [await desk.ExportAsync(Cancelled)], Cancelled);
        await using Appliance appliance = await Appliance.StartAsync(Path.Combine(folder.Path, "data"), [$"models.directory={desk.Store}"], Cancelled);
        await using UpdateAgentProcess agent = await UpdateAgentProcess.StartAsync(folder.Path, config, appliance, Cancelled, broker.Overrides(Device));

        // 1. A support bundle comes to operations.
        Outcome collected = await CommandAsync(broker, desk, 0, "collect-logs", "--out", folder.Path);
        Assert.Contains($"{Device}: done.", collected.Output, StringComparison.Ordinal);
        using (ZipArchive bundle = await ZipFile.OpenReadAsync(Path.Combine(folder.Path, "local-workstation-support-bundle.zip"), Cancelled))
        {
            Assert.Contains(bundle.Entries, entry => entry.Name == "log.txt");
        }

        // 2. What cannot be done says why.
        Outcome failed = await CommandAsync(broker, desk, 1, "send-again", "--destination", "pacs:NOWHERE");
        Assert.Contains("There is no destination 'pacs:NOWHERE'", failed.Output, StringComparison.Ordinal);

        // 3. Who may not command is refused.
        Outcome refused = await CommandByAsync(desk.OtherKey, broker, 1, "restart");
        Assert.Contains("refused. It is signed by 0 of the 1 keys", refused.Output, StringComparison.Ordinal);

        // 4. The runtime ends in order, for its service to start it again.
        await CommandAsync(broker, desk, 0, "restart");
        Assert.Equal(0, await appliance.EndAsync(Cancelled));

        string[] audit = await AuditAsync(appliance);
        Assert.Contains(audit, line => line.Contains("operations:j.doe A support bundle was made", StringComparison.Ordinal));
        Assert.Contains(audit, line => line.Contains("operations:unknown A command was refused.", StringComparison.Ordinal));
        Assert.Contains(audit, line => line.Contains("operations:j.doe The appliance was told to start again.", StringComparison.Ordinal));
    }

    private static async Task<Outcome> CommandAsync(SecureBroker broker, ReleaseDesk desk, int exitCode, string command, params string[] more) =>
        await CommandByAsync(desk.CommandKey, broker, exitCode, command, more);

    private static async Task<Outcome> CommandByAsync(string key, SecureBroker broker, int exitCode, string command, params string[] more)
    {
        string[] tls = broker.Options("operations");
        Outcome outcome = await Tool.RunAsync(
            Checkout.Program("edgectl"),
            "edgectl",
            ["fleet", "command", command, "--to", "local/*", "--key", key, "--by", "j.doe", "--listen", "2", "--broker", $"127.0.0.1:{broker.Port}", "--ca", tls[1], "--cert", tls[3], "--cert-key", tls[5], .. more],
            Cancelled);
        Assert.True(outcome.ExitCode == exitCode, outcome.Output + outcome.Errors);
        return outcome;
    }

    private static async Task<string[]> AuditAsync(Appliance appliance)
    {
        string[] files = Directory.GetFiles(appliance.Data.Audit);
        var lines = new List<string>();
        foreach (string file in files.Order(StringComparer.Ordinal))
        {
            foreach (string line in await File.ReadAllLinesAsync(file, Cancelled))
            {
                using JsonDocument entry = JsonDocument.Parse(line);
                lines.Add($"{entry.RootElement.GetProperty("who").GetString()} {entry.RootElement.GetProperty("what").GetString()}");
            }
        }

        return [.. lines];
    }
}
