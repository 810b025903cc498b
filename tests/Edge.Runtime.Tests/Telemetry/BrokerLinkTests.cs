using System.Text.Json;
using Edge.Contracts;
using Edge.Mqtt;
using Edge.Mqtt.Tests;
using Edge.Runtime.Settings;
using Edge.Runtime.Telemetry;
using Edge.Runtime.Tests.Outbox;

namespace Edge.Runtime.Tests.Telemetry;

public sealed class BrokerLinkTests
{
    private const string StateTopic = "edge/v1/site/device/state";
    private const string BirthTopic = "edge/v1/site/device/birth";

    [Fact]
    public async Task Start_Connected_StateAndBirthAreRetained()
    {
        await using MosquittoBroker broker = await MosquittoBroker.StartAsync();
        await using Peer operations = await Peer.SubscribeAsync(broker.Port, StateTopic);
        await using Peer births = await Peer.SubscribeAsync(broker.Port, BirthTopic);
        await using var bench = new OutboxBench(brokerPort: broker.Port);
        Directory.CreateDirectory(Path.Combine(bench.Models, "broken"));
        await File.WriteAllTextAsync(
            Path.Combine(bench.Models, "broken", "pointer.json"), "{\"active\":\"1.0.0\",\"lastKnownGood\":null}", TestContext.Current.CancellationToken);
        await bench.StartAsync();
        JsonElement first = Payload(await operations.NextAsync());
        await births.NextAsync();
        await using Peer later = await Peer.SubscribeAsync(broker.Port, BirthTopic);
        string retained = await later.NextAsync();
        Assert.StartsWith($"{BirthTopic} 1 1 ", retained, StringComparison.Ordinal);
        JsonElement birth = Payload(retained);
        Assert.Equal("online", first.GetProperty("presence").GetString());
        Assert.Equal(first.GetProperty("bootId").GetString(), birth.GetProperty("bootId").GetString());
        Assert.Equal("1.2.3-test", birth.GetProperty("runtimeVersion").GetString());
        Assert.Equal("workstation", birth.GetProperty("kind").GetString());
        Assert.Equal(new string('c', 64), birth.GetProperty("configDigest").GetString());
        JsonElement model = Assert.Single(birth.GetProperty("models").EnumerateArray());
        Assert.Equal("broken", model.GetProperty("name").GetString());
        Assert.Equal("1.0.0", model.GetProperty("version").GetString());
        Assert.Equal(JsonValueKind.Null, model.GetProperty("digest").ValueKind);
    }

    [Fact]
    public async Task Stop_Connected_SaysThatItWasStopped()
    {
        await using MosquittoBroker broker = await MosquittoBroker.StartAsync();
        await using Peer operations = await Peer.SubscribeAsync(broker.Port, StateTopic);
        await using var bench = new OutboxBench(brokerPort: broker.Port);
        await bench.StartAsync();
        Assert.Equal("online", Payload(await operations.NextAsync()).GetProperty("presence").GetString());
        await bench.StopAsync();
        Assert.Equal("stopped", Payload(await operations.NextAsync()).GetProperty("presence").GetString());
    }

    [Fact]
    public async Task Start_BrokerRestartedWithoutMemory_StateIsSaidAgain()
    {
        await using MosquittoBroker broker = await MosquittoBroker.StartAsync();
        await using var bench = new OutboxBench(brokerPort: broker.Port);
        await bench.StartAsync();
        await OutboxBench.UntilAsync(() => bench.Get<BrokerServices>().Link?.Status.Connects == 1);
        await broker.KillAsync();
        await broker.StartAgainAsync();
        await OutboxBench.UntilAsync(() => bench.Get<BrokerServices>().Link?.Status.Connects == 2);
        await using Peer operations = await Peer.SubscribeAsync(broker.Port, StateTopic);
        Assert.Equal("online", Payload(await operations.NextAsync()).GetProperty("presence").GetString());
    }

    [Fact]
    public async Task Start_NoBroker_RaisesTheFaultAndStopsAtOnce()
    {
        await using var bench = new OutboxBench(brokerPort: MosquittoBroker.FreePort());
        await bench.StartAsync();
        await OutboxBench.UntilAsync(() => bench.Faults.Current.Any(fault => fault is { Code: "broker-unreachable", Detail: "Connection refused" }));
        await bench.StopAsync();
    }

    [Fact]
    public async Task Start_LinkUnusable_RaisesTheFaultAndTheHostGoesOn()
    {
        await using var bench = new OutboxBench(brokerPort: 0);
        bench.Add("mqtt:results", "kept");
        await bench.StartAsync();
        await OutboxBench.UntilAsync(() => bench.Faults.Current.Any(fault => fault.Code == "broker-unreachable" && fault.Detail.Contains("Port is 0", StringComparison.Ordinal)));
        Assert.Equal("waiting", bench.States());
        await bench.StopAsync();
    }

    [Fact]
    public async Task Start_CertificateNotThereYet_SaysSoAndConnectsOnceItIs()
    {
        await using MosquittoBroker broker = MosquittoBroker.Prepare();
        using var authority = new TestAuthority(broker.Folder, "operations");
        (string certificate, string key) = authority.Issue("broker", System.Net.IPAddress.Loopback);
        await broker.StartAgainAsync($"cafile {authority.CaFile}", $"certfile {certificate}", $"keyfile {key}", "require_certificate true", "use_identity_as_username true");
        string own = Path.Combine(broker.Folder, "site.device.crt");
        var time = new ManualTime();
        await using var bench = new OutboxBench(time, new MqttConfig("127.0.0.1", broker.Port, new MqttTlsConfig(authority.CaFile, own, own.Replace(".crt", ".key", StringComparison.Ordinal))));
        await bench.StartAsync();
        await OutboxBench.UntilAsync(() =>
        {
            time.Advance(BrokerLink.FilePause);
            return bench.Faults.Current.Any(fault => fault.Code == "broker-unreachable" && fault.Detail.Contains(own, StringComparison.Ordinal));
        });
        authority.Issue("site/device");
        await OutboxBench.UntilAsync(() =>
        {
            time.Advance(BrokerLink.FilePause);
            return bench.Get<BrokerServices>().Link?.Status.State == MqttLinkState.Connected;
        });
        await broker.LogLineAsync(line => line.Contains("u'site/device'", StringComparison.Ordinal));
    }

    [Fact]
    public void From_Device_WillIsDelayedAndSaysLost()
    {
        var device = new DeviceIdentity("site", "device", "workstation");
        using var appliance = new TestAppliance();
        var payloads = new DevicePayloads(device, "1.0.0", appliance.Get<RunningConfig>(), DateTimeOffset.UnixEpoch);
        MqttLinkOptions options = LinkSettings.From(
            new MqttConfig("broker.example", 8883, new MqttTlsConfig("/ca", "/crt", "/key"), "/login", 120, 0.5), device, payloads.State(DevicePresence.Lost, null));
        Assert.Equal(TimeSpan.FromSeconds(30), options.Will?.Delay);
        Assert.Equal("edge-site-device-runtime", options.ClientId);
        Assert.Equal((StateTopic, true), (options.Will?.Message.Topic, options.Will?.Message.Retain));
        Assert.Equal((new MqttTls("/ca", "/crt", "/key"), "/login"), (options.Tls, options.CredentialsFile));
        Assert.Equal((TimeSpan.FromMinutes(2), TimeSpan.FromHours(12)), (options.KeepAlive, options.SessionExpiry));
        using var will = JsonDocument.Parse(options.Will!.Message.Payload);
        Assert.Equal("lost", will.RootElement.GetProperty("presence").GetString());
        Assert.Equal(JsonValueKind.Null, will.RootElement.GetProperty("at").ValueKind);
    }

    private static JsonElement Payload(string message)
    {
        using var document = JsonDocument.Parse(message[message.IndexOf('{', StringComparison.Ordinal)..]);
        return document.RootElement.Clone();
    }
}
