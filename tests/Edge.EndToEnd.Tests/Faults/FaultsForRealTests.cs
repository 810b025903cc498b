using Edge.Contracts;
using Edge.Mqtt.Tests;

namespace Edge.EndToEnd.Tests;

/// <summary>Faults provoked for real on one appliance: each appears with its advice, and clears by itself. An archive that goes and comes is in <see cref="DeliveryTests"/>.</summary>
public sealed class FaultsForRealTests
{
    private const int DiskMiB = 96;

    private static readonly TimeSpan Interval = TimeSpan.FromMilliseconds(250);
    private static readonly TimeSpan Limit = TimeSpan.FromMinutes(2);
    private static readonly string[] Provoked = ["audit-broken", "broker-unreachable", "disk-full", "tls-certificate-invalid"];

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task BrokerKilled_DiskFilled_CertificateExpired_ChainBroken_AppearWithAdvice_AndClear()
    {
        using var folder = new TemporaryFolder();
        await using MosquittoBroker broker = await MosquittoBroker.StartAsync();
        await using SmallDisk disk = await SmallDisk.MountAsync(Path.Combine(folder.Path, "disk"), DiskMiB, isFile: false, Cancel);
        OpensslAuthority authority = await OpensslAuthority.MakeAsync(folder.Sub("tls"), Cancel);
        TlsFiles served = await authority.IssueAsync("edge", "serverAuth", 90, Cancel);
        TlsFiles ended = await authority.IssueAsync("ended", "serverAuth", 0, Cancel);
        string[] whole = [await File.ReadAllTextAsync(served.Certificate, Cancel), await File.ReadAllTextAsync(served.Key, Cancel)];
        await using Appliance appliance = await Appliance.StartAsync(
            Path.Combine(disk.Path, "data"),
            ["routes=[]", "mqtt.host=127.0.0.1", $"mqtt.port={broker.Port}", "inbox.minFreeMiB=8", served.Listener(1, "none")],
            Cancel);
        await ShownAsync(appliance, []);
        Outcome verified = await Trial.EdgectlAsync(appliance, Cancel, "audit", "verify");
        Assert.True(verified.ExitCode == 0, verified.Output + verified.Errors);
        string head = verified.Output.Split("Head: ")[1].Split('\n')[0];

        await broker.KillAsync();
        string filler = disk.Fill("filler", leaveBytes: 6 << 20);
        File.Copy(ended.Certificate, served.Certificate, overwrite: true);
        File.Copy(ended.Key, served.Key, overwrite: true);
        string audit = AuditFile.List(appliance.Data.Audit)[0].Path;
        string chain = await File.ReadAllTextAsync(audit, Cancel);
        await File.WriteAllTextAsync(audit, chain.Replace("started", "stopped", StringComparison.Ordinal), Cancel);
        await appliance.HangUpAsync(Cancel);
        await ShownAsync(appliance, Provoked);
        await ExplainedAsync(appliance, head);

        await broker.StartAgainAsync();
        File.Delete(filler);
        await File.WriteAllTextAsync(served.Certificate, whole[0], Cancel);
        await File.WriteAllTextAsync(served.Key, whole[1], Cancel);

        // The log grew meanwhile: only what was changed is put back.
        string grown = await File.ReadAllTextAsync(audit, Cancel);
        await File.WriteAllTextAsync(audit, grown.Replace("The appliance stopped, version", "The appliance started, version", StringComparison.Ordinal), Cancel);
        await appliance.HangUpAsync(Cancel);
        await ShownAsync(appliance, []);
        Outcome mended = await Trial.EdgectlAsync(appliance, Cancel, "audit", "verify", "--head", head);
        Assert.True(mended.ExitCode == 0, mended.Output + mended.Errors);
        Assert.Equal(0, await appliance.StopAsync(Cancel));
    }

    private static async Task ExplainedAsync(Appliance appliance, string head)
    {
        HealthReport health = await appliance.GetAsync("/v1/health", EdgeJson.Default.HealthReport, Cancel);
        Assert.All(health.Faults, fault => Assert.All((string?[])[fault.Detail, fault.Action, fault.Meaning], text => Assert.False(string.IsNullOrWhiteSpace(text))));
        Outcome listed = await Trial.EdgectlAsync(appliance, Cancel, "fault", "list");
        Assert.All(Provoked, code => Assert.Contains(code, listed.Output, StringComparison.Ordinal));
        Outcome broken = await Trial.EdgectlAsync(appliance, Cancel, "audit", "verify", "--head", head);
        Assert.Equal(1, broken.ExitCode);
        Assert.Contains("BROKEN at audit-000000000001.jsonl line 1, entry 1", broken.Output, StringComparison.Ordinal);
        using var page = new HttpClient { BaseAddress = new Uri($"http://127.0.0.1:{appliance.WebPort}") };
        using HttpResponseMessage healthz = await page.GetAsync(new Uri("/healthz", UriKind.Relative), Cancel);
        Assert.Equal(503, (int)healthz.StatusCode);
        Assert.Contains("disk-full", await healthz.Content.ReadAsStringAsync(Cancel), StringComparison.Ordinal);
    }

    private static Task ShownAsync(Appliance appliance, string[] wanted) => Poll.UntilAsync(
        async () =>
        {
            HealthReport health = await appliance.GetAsync("/v1/health", EdgeJson.Default.HealthReport, Cancel);
            string[] shown = [.. health.Faults.Select(fault => fault.Code).Intersect(Provoked).Order(StringComparer.Ordinal)];
            return shown.SequenceEqual(wanted) ? null : $"shown are {string.Join(", ", shown)}";
        },
        Interval,
        Limit,
        Cancel);
}
