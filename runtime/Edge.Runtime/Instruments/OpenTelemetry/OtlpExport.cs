using Edge.Contracts;
using OpenTelemetry;
using OpenTelemetry.Exporter;
using OpenTelemetry.Metrics;
using OpenTelemetry.Resources;

namespace Edge.Runtime.Instruments.OpenTelemetry;

/// <summary>Sends the same metrics to a collector of OpenTelemetry, where one is configured. One that is away costs nothing but the values that it does not get.</summary>
internal sealed class OtlpExport(DeviceConfig config, OtlpConfig otlp) : IHostedService, IDisposable
{
    private MeterProvider? _provider;

    /// <inheritdoc/>
    public Task StartAsync(CancellationToken cancellationToken)
    {
        _provider = Sdk.CreateMeterProviderBuilder()
            .ConfigureResource(resource => resource
                .AddService("edge-runtime", "edge", ProductVersion.Current, autoGenerateServiceInstanceId: false, $"{config.Device.Site}/{config.Device.Id}"))
            .AddMeter(EdgeMeter.Name)
            .AddOtlpExporter((exporter, reader) =>
            {
                exporter.Endpoint = new Uri(otlp.Endpoint);
                exporter.Protocol = OtlpExportProtocol.HttpProtobuf;
                reader.PeriodicExportingMetricReaderOptions.ExportIntervalMilliseconds = (int)otlp.Every.TotalMilliseconds;
            })
            .Build();
        return Task.CompletedTask;
    }

    /// <inheritdoc/>
    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    /// <inheritdoc/>
    public void Dispose() => _provider?.Dispose();
}
