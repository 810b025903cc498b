using System.Text.Json;
using Edge.Contracts;
using Edge.Mqtt.Tests;

namespace Edge.EndToEnd.Tests;

/// <summary>What central operations learn of an appliance: all of it, and nothing of the patient.</summary>
public sealed class ResultsLeaveTests
{
    private const string Topics = "edge/v1/local/workstation";
    private static readonly TimeSpan Limit = TimeSpan.FromMinutes(2);

    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Radiograph_BrokerWithTlsAndAccessByCertificate_ResultIsPublishedWithoutAnythingOfThePatient()
    {
        await using SecureBroker broker = await SecureBroker.StartAsync();
        await using Peer operations = await Peer.SubscribeAsync(broker.Port, "edge/v1/#", broker.Options("collector"));
        using var folder = new TemporaryFolder();
        await using Appliance appliance = await Appliance.StartAsync(
            Path.Combine(folder.Path, "data"), ["studies.quietSeconds=1", "mqtt.acknowledge=false", "mqtt.metricsSeconds=2", .. broker.Overrides("local/workstation")], Cancelled);
        InstanceUids uids = await SendRadiographAsync(appliance, folder);

        List<string> heard = [];
        await UntilAsync(operations, heard, message => message.StartsWith($"{Topics}/results ", StringComparison.Ordinal));
        ResultNotice notice = Notice(heard[^1]);
        ResultSummary result = Assert.Single(await appliance.GetAsync("/v1/results", EdgeJson.Default.IReadOnlyListResultSummary, Cancelled));
        Assert.Equal((result.Model, result.ModelVersion, result.Outcome), (notice.Model.Name, notice.Model.Version, notice.Outcome));
        Assert.Equal(result.Findings.Select(finding => finding.Label), notice.Findings.Select(finding => finding.Label));
        Assert.Contains(heard, message => message.StartsWith($"{Topics}/state 1 0 ", StringComparison.Ordinal));
        Assert.Contains(heard, message => message.StartsWith($"{Topics}/birth 1 0 ", StringComparison.Ordinal));
        string[] secrets = [uids.Study, uids.Series, uids.Instance, result.ResultId, "Phantom^EndToEnd", "PHANTOM-E2E"];
        Assert.All(heard, message => Assert.All(secrets, secret => Assert.DoesNotContain(secret, message, StringComparison.Ordinal)));

        await Poll.UntilAsync(() => MissingAsync(folder), TimeSpan.FromMilliseconds(50), Limit, Cancelled);
        OutboxRowView row = Assert.Single(await appliance.GetAsync("/v1/outbox", EdgeJson.Default.IReadOnlyListOutboxRowView, Cancelled));
        Assert.Equal(0, (await EdgectlAsync(folder, "outbox", "send", $"{row.Id}")).ExitCode);
        await UntilAsync(operations, heard, message => message.StartsWith($"{Topics}/results ", StringComparison.Ordinal));
        Assert.Equal(notice.Result, Notice(heard[^1]).Result);
        Assert.Equal(1, (await EdgectlAsync(folder, "outbox", "send", "999999")).ExitCode);
        await Peer.PublishAsync(broker.Port, "edge/v1/local/other/state", "forged", broker.Options("local/workstation"));
        await broker.Broker.LogLineAsync(line => line.StartsWith("Denied PUBLISH", StringComparison.Ordinal) || line.Contains(": Denied PUBLISH", StringComparison.Ordinal));
        Assert.Equal(0, await appliance.StopAsync(Cancelled));
        await UntilAsync(operations, heard, message => message.Contains("\"presence\":\"stopped\"", StringComparison.Ordinal));
        string kinds = await MessageSchemas.ValidateAsync(heard.Select(message => (message[..message.IndexOf(' ', StringComparison.Ordinal)], Payload(message))), Cancelled);
        Assert.All(["audit", "birth", "metrics", "results", "state"], kind => Assert.Contains(kind, kinds.Split(' ')));
    }

    [Fact]
    public async Task Radiograph_BrokerDownAndRuntimeKilled_ResultIsPublishedWhenBothAreBack()
    {
        await using MosquittoBroker broker = MosquittoBroker.Prepare();
        using var folder = new TemporaryFolder();
        await using (Appliance killed = await StartAsync(folder, broker))
        {
            await SendRadiographAsync(killed, folder);
            await Poll.UntilAsync(
                async () => (await killed.GetAsync("/v1/outbox?state=waiting", EdgeJson.Default.IReadOnlyListOutboxRowView, Cancelled)).Count == 1 ? null : "no row in the outbox",
                TimeSpan.FromMilliseconds(50),
                Limit,
                Cancelled);
            killed.Kill();
        }

        await broker.StartAgainAsync();
        await using Peer operations = await Peer.SubscribeAsync(broker.Port, $"{Topics}/results");
        await using Appliance appliance = await StartAsync(folder, broker);
        string message = await operations.NextAsync();
        Assert.Equal(ResultOutcome.Completed, Notice(message).Outcome);
    }

    private static Task<Appliance> StartAsync(TemporaryFolder folder, MosquittoBroker broker) => Appliance.StartAsync(
        Path.Combine(folder.Path, "data"), ["studies.quietSeconds=1", "mqtt.host=127.0.0.1", $"mqtt.port={broker.Port}", "mqtt.acknowledge=false"], Cancelled);

    private static async Task<InstanceUids> SendRadiographAsync(Appliance appliance, TemporaryFolder folder)
    {
        InstanceUids uids = InstanceUids.NewStudy(1)[0];
        string path = Path.Combine(folder.Path, "radiograph.dcm");
        await File.WriteAllBytesAsync(path, Phantom.File(uids, PhantomKind.Radiograph, 0), Cancelled);
        using Scanner scanner = Scanner.Start(appliance.DicomPort, "SCANNER", [path]);
        Assert.Single(await scanner.AcknowledgedAsync(Cancelled));
        return uids;
    }

    private static async Task UntilAsync(Peer operations, List<string> heard, Func<string, bool> wanted)
    {
        do
        {
            heard.Add(await operations.NextAsync());
        }
        while (!wanted(heard[^1]));
    }

    /// <summary>What edgectl says is missing; null when the one row is delivered.</summary>
    private static async Task<string?> MissingAsync(TemporaryFolder folder)
    {
        Outcome listed = await EdgectlAsync(folder, "outbox", "list", "--json");
        Assert.Equal(0, listed.ExitCode);
        OutboxRowView row = Assert.Single(JsonSerializer.Deserialize(listed.Output, EdgeJson.Default.IReadOnlyListOutboxRowView)!);
        return row.State == "delivered" ? null : $"{row.State} {row.Reason}";
    }

    private static Task<Outcome> EdgectlAsync(TemporaryFolder folder, params string[] arguments) =>
        Tool.RunAsync(Checkout.Program("edgectl"), "edgectl", [.. arguments, "--data", Path.Combine(folder.Path, "data")], Cancelled);

    private static ResultNotice Notice(string message) =>
        JsonSerializer.Deserialize(Payload(message), EdgeJson.Default.StreamMessage)!.Body.Deserialize(EdgeJson.Default.ResultNotice)!;

    private static string Payload(string message) => message[message.IndexOf('{', StringComparison.Ordinal)..];
}
