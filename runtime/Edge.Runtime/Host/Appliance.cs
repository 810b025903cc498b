using Edge.Contracts;
using Edge.Runtime.FrontDoor;
using Microsoft.AspNetCore.Hosting.Server;

namespace Edge.Runtime.Host;

/// <summary>Runs a built host to its end.</summary>
internal static partial class Appliance
{
    /// <summary>
    /// Starts, prints the ready line on standard output, and waits for the end. A worker that fails stops the host, which .NET counts as a clean end:
    /// here it is not.
    /// </summary>
    /// <returns>0 when it was asked to stop, 1 when a worker failed.</returns>
    public static async Task<int> RunAsync(WebApplication app)
    {
        var lifetime = app.Services.GetRequiredService<IHostApplicationLifetime>();
        ILogger log = app.Services.GetRequiredService<ILoggerFactory>().CreateLogger(typeof(Appliance).FullName!);
        if (KillPoint.Armed is { } point)
        {
            LogArmed(log, KillPoint.Variable, point);
        }

        try
        {
            await app.StartAsync();
            await ReportReadyAsync(app);
            await app.WaitForShutdownAsync();
        }
        catch (OperationCanceledException) when (lifetime.ApplicationStopping.IsCancellationRequested)
        {
            // Asked to stop, or a worker failed, while others were still starting.
            await app.StopAsync();
        }

        int failed = 0;
        foreach (BackgroundService worker in app.Services.GetServices<IHostedService>().OfType<BackgroundService>())
        {
            if (worker.ExecuteTask is { IsFaulted: true, Exception: { } failure })
            {
                LogWorkerFailed(log, failure.GetBaseException(), worker.GetType().Name);
                failed = 1;
            }
        }

        return failed;
    }

    private static async Task ReportReadyAsync(WebApplication app)
    {
        IReadOnlyList<int> dicom = app.Services.GetRequiredService<StorageScp>().Ports;
        IServer server = app.Services.GetRequiredService<IServer>();
        DeviceConfig config = app.Services.GetRequiredService<DeviceConfig>();
        if (config.Updates is { User: not null })
        {
            WebFrontage.AdmitGroup(app.Services.GetRequiredService<DataDirectory>());
        }

        string stow = StowAddress.PortOf(server, config) is { } port ? $" stow={port}" : "";
        await Console.Out.WriteLineAsync($"ready dicom={string.Join(',', dicom)} web={PagePort.Of(server)}{stow}");
    }

    [LoggerMessage(8002, LogLevel.Warning, "{Variable} is set: this appliance ends itself when it comes to the point '{Point}'. Take it out of the environment of a service.")]
    private static partial void LogArmed(ILogger log, string variable, string point);

    [LoggerMessage(8001, LogLevel.Critical, "{Worker} failed, so that the appliance stopped. It is started again by its service; report this with the log.")]
    private static partial void LogWorkerFailed(ILogger log, Exception failure, string worker);
}
