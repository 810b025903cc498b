using System.Text.Json;
using Edge.Contracts;
using Edge.Mqtt;
using Edge.Mqtt.Tests;
using Edge.Updater.Appliance;
using Edge.Updater.Commands;
using Edge.Updater.Journal;
using Microsoft.Extensions.Logging.Abstractions;

namespace Edge.Updater.Tests.Commands;

/// <summary>A device that hears commands at a real broker, somebody who may give them, and mosquitto's clients as central operations.</summary>
internal sealed class CommandFixture : IAsyncDisposable
{
    private static readonly DeviceTopics Topics = new(new DeviceIdentity("site", "device", "workstation"));

    private readonly UpdateFixture _update;
    private readonly MosquittoBroker _broker;
    private readonly Peer _answers;
    private Agent? _agent;

    private CommandFixture(UpdateFixture update, MosquittoBroker broker, Peer answers, Commander commander)
    {
        _update = update;
        _broker = broker;
        _answers = answers;
        Commander = commander;
    }

    public Commander Commander { get; }

    public UpdateFixture Update => _update;

    /// <summary>What the runtime was told to do.</summary>
    public List<string> Orders => _update.Runtime.Orders;

    /// <summary>The journal of the agent that runs.</summary>
    public CommandJournal Journal => _agent!.Journal;

    public static async Task<CommandFixture> StartAsync()
    {
        UpdateFixture update = await UpdateFixture.StartAsync();
        Commander commander = await Commander.MakeAsync(update.Files, "commander");
        update.Operations.NameCommanders([commander.PublicPem], []);
        MosquittoBroker broker = await MosquittoBroker.StartAsync();
        var fixture = new CommandFixture(update, broker, await Peer.SubscribeAsync(broker.Port, Topics.CommandAck), commander);
        fixture._agent = await Agent.StartAsync(update, broker.Port);
        return fixture;
    }

    /// <summary>Ends the agent and starts it on what is on disk.</summary>
    /// <param name="between">While it is down.</param>
    public async Task RestartAsync(Func<Task>? between = null)
    {
        await _agent!.DisposeAsync();
        await (between?.Invoke() ?? Task.CompletedTask);
        _agent = await Agent.StartAsync(_update, _broker.Port);
    }

    /// <summary>Sends a message as central operations.</summary>
    public Task SendAsync(string message) => Peer.PublishAsync(_broker.Port, Topics.Command, message);

    /// <summary>The next answer.</summary>
    public async Task<CommandAnswer> AnswerAsync()
    {
        string message = await _answers.NextAsync();
        return JsonSerializer.Deserialize(message[message.IndexOf('{', StringComparison.Ordinal)..], EdgeJson.Default.CommandAnswer)!;
    }

    public async ValueTask DisposeAsync()
    {
        await _agent!.DisposeAsync();
        await _answers.DisposeAsync();
        await _broker.DisposeAsync();
        await _update.DisposeAsync();
    }

    /// <summary>One run of the agent.</summary>
    private sealed class Agent : IAsyncDisposable
    {
        private readonly CancellationTokenSource _stop = new();
        private readonly Device _device;
        private readonly RuntimeSocket _runtime;
        private readonly CommandService _service;
        private readonly Task _running;

        private Agent(UpdateFixture update, MqttLink link, CommandInbox inbox)
        {
            _device = update.Device();
            Journal = CommandJournal.Open(new UpdaterDirectory(update.Files.At("updater")).Journal, update.Time);
            _runtime = new RuntimeSocket(update.Files.At("runtime.sock"), TimeSpan.FromMinutes(1));
            var gate = new CommandGate(
                Topics.Device,
                async _ =>
                {
                    await _device.CheckAsync();
                    return _device.Feed.Commanders;
                },
                _device.Clock,
                Journal);
            _service = new CommandService(inbox, gate, Journal, _runtime, update.Time, NullLogger<CommandService>.Instance);
            _running = link.RunAsync(_stop.Token);
        }

        public CommandJournal Journal { get; }

        public static async Task<Agent> StartAsync(UpdateFixture update, int port)
        {
            var link = new MqttLink(new MqttLinkOptions { Host = "127.0.0.1", Port = port, ClientId = "device", SessionExpiry = TimeSpan.FromHours(1) });
            var inbox = new CommandInbox(link, Topics);
            Task subscribed = inbox.SubscribeAsync(CancellationToken.None);
            var agent = new Agent(update, link, inbox);
            await subscribed;
            await agent._service.StartAsync(CancellationToken.None);
            return agent;
        }

        public async ValueTask DisposeAsync()
        {
            await _service.StopAsync(CancellationToken.None);
            await _stop.CancelAsync();
            await _running.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            _service.Dispose();
            Journal.Dispose();
            _device.Dispose();
            _runtime.Dispose();
            _stop.Dispose();
        }
    }
}
