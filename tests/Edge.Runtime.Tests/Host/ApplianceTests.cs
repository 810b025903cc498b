using Edge.Runtime.Host;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace Edge.Runtime.Tests.Host;

public sealed class ApplianceTests
{
    [Fact]
    public async Task Run_WorkerFails_EndsWith1()
    {
        await using var bench = new HostBench(services => services.AddHostedService(_ => new FailingWorker()));
        Assert.Equal(1, await Appliance.RunAsync(bench.App).WaitAsync(TimeSpan.FromMinutes(1), TestContext.Current.CancellationToken));
    }

    [Fact]
    public async Task Run_WorkerFailsOnceAllServe_EndsWith1()
    {
        await using var bench = new HostBench(services => services.AddHostedService(provider => new LateFailingWorker(provider.GetRequiredService<IHostApplicationLifetime>())));
        Assert.Equal(1, await Appliance.RunAsync(bench.App).WaitAsync(TimeSpan.FromMinutes(1), TestContext.Current.CancellationToken));
    }

    [Fact]
    public async Task Run_AskedToStop_EndsWith0()
    {
        await using var bench = new HostBench(services => services.AddHostedService(provider => new StoppingWorker(provider.GetRequiredService<IHostApplicationLifetime>())));
        Assert.Equal(0, await Appliance.RunAsync(bench.App).WaitAsync(TimeSpan.FromMinutes(1), TestContext.Current.CancellationToken));
    }

    private sealed class FailingWorker : BackgroundService
    {
        protected override async Task ExecuteAsync(CancellationToken stoppingToken)
        {
            await Task.Yield();
            throw new InvalidOperationException("An invariant is broken.");
        }
    }

    private sealed class LateFailingWorker(IHostApplicationLifetime lifetime) : BackgroundService
    {
        protected override async Task ExecuteAsync(CancellationToken stoppingToken)
        {
            var started = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            using CancellationTokenRegistration registration = lifetime.ApplicationStarted.Register(() => started.TrySetResult());
            await started.Task.WaitAsync(stoppingToken);
            throw new InvalidOperationException("An invariant is broken.");
        }
    }

    private sealed class StoppingWorker(IHostApplicationLifetime lifetime) : BackgroundService
    {
        protected override async Task ExecuteAsync(CancellationToken stoppingToken)
        {
            await Task.Yield();
            lifetime.StopApplication();
        }
    }
}
