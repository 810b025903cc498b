using Edge.Contracts;
using Edge.Mqtt;
using Edge.Mqtt.Tests;
using Edge.Releases.Tests;
using Edge.Updater.Broker;

namespace Edge.Updater.Tests.Broker;

/// <summary>A broker, a server of blocks beside it, and a device's link to it.</summary>
internal sealed class BrokerFixture : IAsyncDisposable
{
    private readonly CancellationTokenSource _stop = new();
    private readonly MqttLink _link;
    private Task _running = Task.CompletedTask;
    private Task _killing = Task.CompletedTask;

    private BrokerFixture(MosquittoBroker broker, BlockAnswers server, TestFolder files, MqttLink link, BlockPort port)
    {
        _link = link;
        Broker = broker;
        Server = server;
        Files = files;
        Port = port;
    }

    public MosquittoBroker Broker { get; }

    public BlockAnswers Server { get; }

    public TestFolder Files { get; }

    public BlockPort Port { get; }


    public static DeviceTopics Topics { get; } = new(new DeviceIdentity("site", "device", "workstation"));

    /// <param name="tree">What is served; null: a new folder.</param>
    public static async Task<BrokerFixture> StartAsync(string? tree = null)
    {
        var files = new TestFolder();
        MosquittoBroker broker = await MosquittoBroker.StartAsync();
        BlockAnswers server = await BlockAnswers.StartAsync(broker.Port, tree ?? files.Path);
        var link = new MqttLink(new MqttLinkOptions { Host = "127.0.0.1", Port = broker.Port, ClientId = "device", SessionExpiry = TimeSpan.FromHours(1), FirstBackoff = TimeSpan.FromMilliseconds(50), LongestBackoff = TimeSpan.FromMilliseconds(200) });
        var port = new BlockPort(link, Topics);
        var fixture = new BrokerFixture(broker, server, files, link, port);
        Task subscribed = port.SubscribeAsync(fixture._stop.Token);
        fixture._running = link.RunAsync(fixture._stop.Token);
        await subscribed;
        return fixture;
    }

    /// <summary>SIGKILL to the broker, in the middle of the agent's work; returns when the device has noticed.</summary>
    public void KillBroker()
    {
        using var noticed = new ManualResetEventSlim();
        void Look(object? sender, EventArgs nothing)
        {
            if (_link.Status.State != MqttLinkState.Connected)
            {
                noticed.Set();
            }
        }

        _link.StatusChanged += Look;
        _killing = Broker.KillAsync();
        Assert.True(noticed.Wait(TimeSpan.FromSeconds(30), TestContext.Current.CancellationToken));
        _link.StatusChanged -= Look;
    }

    /// <summary>Starts the broker again; returns when the device and the server are connected.</summary>
    public async Task StartBrokerAgainAsync()
    {
        await _killing;
        await Broker.StartAgainAsync();
        await LinkAsync(_link, connected: true);
        await Server.ConnectedAsync();
    }

    /// <summary>Waits until a link is, or is not, connected.</summary>
    public static async Task LinkAsync(MqttLink link, bool connected)
    {
        var reached = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        void Look(object? sender, EventArgs nothing)
        {
            if (link.Status.State == MqttLinkState.Connected == connected)
            {
                reached.TrySetResult();
            }
        }

        link.StatusChanged += Look;
        Look(null, EventArgs.Empty);
        await reached.Task.WaitAsync(TimeSpan.FromSeconds(30));
        link.StatusChanged -= Look;
    }

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        await _running.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        await Server.DisposeAsync();
        await _killing;
        await Broker.DisposeAsync();
        Files.Dispose();
        _stop.Dispose();
    }
}
