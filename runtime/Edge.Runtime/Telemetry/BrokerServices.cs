using System.Diagnostics.CodeAnalysis;
using Edge.Contracts;
using Edge.Mqtt;
using Edge.Runtime.Faults;
using Edge.Runtime.Outbox;
using Edge.Runtime.Settings;
using Edge.Runtime.Store;

namespace Edge.Runtime.Telemetry;

/// <summary>
/// Runs all that speaks with central operations while a broker is configured. When the broker is set otherwise, everything stops as at the end of the appliance, and begins
/// again with the new one: what waits in the outbox is sent there.
/// </summary>
internal sealed class BrokerServices(RunningConfig config, IServiceProvider services, DevicePayloads payloads, FaultBoard faults, TimeProvider time) : BackgroundService
{
    private static readonly Fault[] OfTheBroker =
        [FaultCatalogue.BrokerUnreachable, FaultCatalogue.BrokerRefuses, FaultCatalogue.ResultsUnread, FaultCatalogue.ResultsUnacknowledged];

    private static readonly TimeSpan LongestWait = TimeSpan.FromMinutes(1);

    /// <summary>A farewell that the broker does not take, and a row on its way, end well within it.</summary>
    private static readonly TimeSpan StopLimit = TimeSpan.FromSeconds(10);

    private MqttLink? _link;

    /// <summary>The link; null while no broker is configured.</summary>
    public MqttLink? Link => Volatile.Read(ref _link);

    /// <inheritdoc/>
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        StageWaiter changed = config.Changed.Join();
        try
        {
            while (true)
            {
                DeviceConfig current = config.Current;
                if (current.Mqtt is { } broker)
                {
                    await RunAsync(current, broker, changed, stoppingToken);
                }
                else
                {
                    foreach (Fault fault in OfTheBroker)
                    {
                        faults.ClearAll(fault);
                    }

                    await changed.WaitAsync(LongestWait, time, stoppingToken);
                }
            }
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
            // What waits is still in the outbox.
        }
    }

    [SuppressMessage("Reliability", "CA2000", Justification = "Each is disposed once it has stopped.")]
    private async Task RunAsync(DeviceConfig current, MqttConfig broker, StageWaiter changed, CancellationToken stoppingToken)
    {
        var link = new MqttLink(LinkSettings.From(broker, current.Device, payloads.State(DevicePresence.Lost, at: null)));
        BackgroundService[] workers =
        [
            ActivatorUtilities.CreateInstance<BrokerLink>(services, link, current),
            ActivatorUtilities.CreateInstance<EventsFeed>(services, current),
            ActivatorUtilities.CreateInstance<AuditFeed>(services),
            ActivatorUtilities.CreateInstance<MetricsFeed>(services, current),
            ActivatorUtilities.CreateInstance<StreamsDelivery>(services, link, current),
        ];
        Volatile.Write(ref _link, link);
        try
        {
            foreach (BackgroundService worker in workers)
            {
                await worker.StartAsync(stoppingToken);
            }

            await UntilOtherAsync(broker, workers, changed, stoppingToken);
        }
        finally
        {
            Volatile.Write(ref _link, null);
            using var limit = new CancellationTokenSource(StopLimit, time);
            foreach (BackgroundService worker in Enumerable.Reverse(workers))
            {
                await worker.StopAsync(limit.Token);
                worker.Dispose();
            }
        }
    }

    /// <summary>Waits until the broker is configured otherwise.</summary>
    private async Task UntilOtherAsync(MqttConfig broker, BackgroundService[] workers, StageWaiter changed, CancellationToken stoppingToken)
    {
        while (config.Current.Mqtt == broker)
        {
            Task waiting = changed.WaitAsync(LongestWait, time, stoppingToken);
            await Task.WhenAny(workers.Select(worker => worker.ExecuteTask!).Where(task => !task.IsCompletedSuccessfully).Append(waiting));
            foreach (Task failed in workers.Select(worker => worker.ExecuteTask!).Where(task => task.IsFaulted))
            {
                await failed;
            }

            await waiting;
        }
    }
}
