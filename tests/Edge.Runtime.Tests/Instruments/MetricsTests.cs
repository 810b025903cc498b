using System.Diagnostics;
using System.Diagnostics.Metrics;
using System.Globalization;
using System.Text.Json;
using Edge.Contracts;
using Edge.Runtime.Instruments;
using Edge.Runtime.Tests.Host;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.Extensions.DependencyInjection;

namespace Edge.Runtime.Tests.Instruments;

public sealed class MetricsTests
{
    /// <summary>Samples as name, labels and value, by the parser of Prometheus' own Python client.</summary>
    private const string Parser =
        """
        import sys, json
        from prometheus_client.parser import text_string_to_metric_families
        print(json.dumps([[family.type, family.documentation, sample.name, sample.labels, sample.value]
                          for family in text_string_to_metric_families(sys.stdin.read()) for sample in family.samples]))
        """;

    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    [Fact]
    public void Read_CountersHistogramsAndGauges_AsMeasured()
    {
        using var listener = new MetricsListener();
        using var meter = new Meter(EdgeMeter.Name);
        Counter<long> counter = meter.CreateCounter<long>("test.count", "{thing}", "Things.");
        Histogram<double> histogram = meter.CreateHistogram("test.duration", "s", "Time.", advice: new InstrumentAdvice<double> { HistogramBucketBoundaries = [1, 2] });
        long now = 5;
        meter.CreateObservableGauge("test.level", () => now, "By", "Level.");
        counter.Add(2, new KeyValuePair<string, object?>("kind", "a"));
        counter.Add(3, new KeyValuePair<string, object?>("kind", "a"));
        histogram.Record(1);
        histogram.Record(1.5);
        histogram.Record(9);
        now = 7;
        Dictionary<string, MetricPoint> points = listener.Read().Where(point => point.Name.StartsWith("test.", StringComparison.Ordinal)).ToDictionary(point => point.Name);
        Assert.Equal((MetricKind.Counter, 5.0, "a"), (points["test.count"].Kind, points["test.count"].Value, points["test.count"].Attributes["kind"]));
        Assert.Equal((MetricKind.Gauge, 7.0), (points["test.level"].Kind, points["test.level"].Value));
        MetricHistogram measured = points["test.duration"].Histogram!;
        Assert.Equal((3, 11.5), (measured.Count, measured.Sum));
        Assert.Equal([1, 1, 1], measured.Counts);
    }

    [Fact]
    public void Read_AttributesWithoutEnd_StopAtTheLimit()
    {
        using var listener = new MetricsListener();
        using var meter = new Meter(EdgeMeter.Name);
        Counter<long> counter = meter.CreateCounter<long>("test.flood");
        for (int number = 0; number < MetricsListener.MaxSeries + 500; number++)
        {
            counter.Add(1, new KeyValuePair<string, object?>("number", number));
        }

        Assert.InRange(listener.Read().Count(point => point.Name == "test.flood"), 1, MetricsListener.MaxSeries);
    }

    [Fact]
    public async Task Metrics_OfAnAppliance_ReadByAnotherParser()
    {
        await using var bench = new HostBench();
        _ = bench.App.Services.GetRequiredService<MetricsListener>();
        using HttpClient client = await bench.StartAsync(Cancelled);
        EdgeMeter.Objects.Add(3, new KeyValuePair<string, object?>("edge.outcome", "stored"));
        EdgeMeter.StageDuration.Record(0.2, new("edge.model", "quote\" back\\slash"), new("edge.stage", "infer"));
        HttpResponseMessage answer = await client.GetAsync(new Uri("/metrics", UriKind.Relative), Cancelled);
        Assert.Equal("text/plain; version=0.0.4; charset=utf-8", answer.Content.Headers.ContentType?.ToString());
        JsonElement[] samples = await ParseAsync(await answer.Content.ReadAsStringAsync(Cancelled));

        Assert.Contains(samples, sample => Is(sample, "counter", "edge_dicom_objects_total", "edge_outcome", "stored") && sample[4].GetDouble() >= 3);
        Assert.Contains(samples, sample => Is(sample, "histogram", "edge_job_stage_duration_seconds_bucket", "edge_model", "quote\" back\\slash")
            && sample[3].GetProperty("le").GetString() == "0.25" && sample[4].GetDouble() >= 1);
        Assert.Contains(samples, sample => sample[2].GetString() == "edge_disk_free_bytes" && sample[4].GetDouble() > 0);
        Assert.Contains(samples, sample => Is(sample, "gauge", "edge_faults", "edge_severity", "error"));
        Assert.Contains(samples, sample => sample[2].GetString() == "process_memory_usage_bytes" && sample[4].GetDouble() > 1e6);
        Assert.All(samples, sample => Assert.NotEqual("", sample[1].GetString()));
    }

    [Fact]
    public async Task Otlp_Configured_SendsTheMetersValues()
    {
        var received = new TaskCompletionSource<byte[]>(TaskCreationOptions.RunContinuationsAsynchronously);
        WebApplicationBuilder builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.WebHost.UseKestrelCore().UseUrls("http://127.0.0.1:0");
        builder.Services.AddRoutingCore();
        await using WebApplication collector = builder.Build();
        collector.MapPost("/v1/metrics", async context =>
        {
            using var body = new MemoryStream();
            await context.Request.Body.CopyToAsync(body, Cancelled);
            received.TrySetResult(body.ToArray());
        });
        await collector.StartAsync(Cancelled);
        int port = PagePort.Of(collector.Services.GetRequiredService<IServer>());
        await using var bench = new HostBench(
            null, [$"metrics.otlp.endpoint=http://127.0.0.1:{port.ToString(CultureInfo.InvariantCulture)}/v1/metrics", "metrics.otlp.seconds=1"]);
        using HttpClient client = await bench.StartAsync(Cancelled);
        string sent = System.Text.Encoding.Latin1.GetString(await received.Task.WaitAsync(TimeSpan.FromSeconds(60), Cancelled));
        Assert.Contains("edge.disk.free", sent, StringComparison.Ordinal);
        Assert.Contains("local/workstation", sent, StringComparison.Ordinal);
    }

    private static bool Is(JsonElement sample, string type, string name, string label, string value) =>
        sample[0].GetString() == type && sample[2].GetString() == name && sample[3].TryGetProperty(label, out JsonElement found) && found.GetString() == value;

    private static async Task<JsonElement[]> ParseAsync(string text)
    {
        using Process python = Process.Start(new ProcessStartInfo("/usr/bin/python3", ["-c", Parser]) { RedirectStandardInput = true, RedirectStandardOutput = true })!;
        await python.StandardInput.WriteAsync(text);
        python.StandardInput.Close();
        string json = await python.StandardOutput.ReadToEndAsync(Cancelled);
        await python.WaitForExitAsync(Cancelled);
        Assert.True(python.ExitCode == 0, "The parser refuses the text, or python3-prometheus-client is missing: run tools/setup test.");
        return [.. JsonDocument.Parse(json).RootElement.EnumerateArray()];
    }
}
