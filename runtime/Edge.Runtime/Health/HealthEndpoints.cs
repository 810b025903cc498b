using System.Net.Mime;
using Edge.Contracts;
using Edge.Runtime.Access;
using Edge.Runtime.Instruments;
using Microsoft.AspNetCore.Http.HttpResults;

namespace Edge.Runtime.Health;

/// <summary>What the web server says about the appliance's health.</summary>
internal static class HealthEndpoints
{
    // Load balancers ask with HEAD; the server leaves the body out by itself.
    private static readonly string[] Asking = [HttpMethods.Get, HttpMethods.Head];

    // A browser comes again after 30 s.
    private static ReadOnlySpan<byte> Full => "retry: 30000\nevent: full\ndata: \n\n"u8;

    private static readonly TimeSpan Beat = TimeSpan.FromSeconds(15);

    /// <summary>
    /// Maps what only reads: <c>/healthz</c> (503 when something does not work), <c>/readyz</c> (503 when objects would be refused), <c>/v1/health</c>,
    /// <c>/metrics</c>, for Prometheus on this machine or who is signed in, and <c>/events</c>, the page's server-sent events.
    /// </summary>
    public static void MapReading(IEndpointRouteBuilder api)
    {
        api.MapMethods("/healthz", Asking, Healthz).WithMetadata(OpenToAll.Mark);
        api.MapMethods("/readyz", Asking, Readyz).WithMetadata(OpenToAll.Mark);
        api.MapGet("/v1/health", static (HealthReporter health) => TypedResults.Json(health.Report(), EdgeJson.Default.HealthReport));
        api.MapGet("/metrics", static (MetricsText metrics) => TypedResults.Text(metrics.Read(), PrometheusText.ContentType)).WithMetadata(OpenToThisMachine.Mark);
        api.MapGet("/events", WatchAsync);
    }

    private static JsonHttpResult<HealthSummary> Healthz(HealthReporter health)
    {
        string status = health.Status;
        return Answer(health.Summary(status), works: status != "failing");
    }

    private static JsonHttpResult<HealthSummary> Readyz(HealthReporter health)
    {
        bool ready = health.IsReady;
        return Answer(health.Summary(ready ? "ready" : "not-ready"), ready);
    }

    private static JsonHttpResult<HealthSummary> Answer(HealthSummary summary, bool works) => TypedResults.Json(
        summary, EdgeJson.Default.HealthSummary, statusCode: works ? StatusCodes.Status200OK : StatusCodes.Status503ServiceUnavailable);

    private static async Task WatchAsync(HttpContext context, PageFeed feed, Sessions sessions, IHostApplicationLifetime host)
    {
        string watcher = context.Features.Get<PageCaller>() is { IsSignedIn: true } caller ? "user " + caller.Name : "address " + context.Connection.RemoteIpAddress;
        using IDisposable? place = feed.TakePlace(watcher);
        context.Response.ContentType = MediaTypeNames.Text.EventStream;
        context.Response.Headers.CacheControl = "no-store";
        if (place is null)
        {
            // As an event, since of another status a browser tells the page nothing.
            await context.Response.BodyWriter.WriteAsync(Full.ToArray(), context.RequestAborted);
            return;
        }

        using var ended = CancellationTokenSource.CreateLinkedTokenSource(context.RequestAborted, host.ApplicationStopping);
        try
        {
            string? key = context.Features.Get<PageCaller>()?.SessionKey;
            await foreach (ReadOnlyMemory<byte>? snapshot in feed.WatchAsync(Beat, ended.Token))
            {
                // Who was signed out since sees no more.
                if (key is not null && sessions.FindKey(key, isUse: false) is null)
                {
                    return;
                }

                if (snapshot is { } json)
                {
                    await context.Response.BodyWriter.WriteAsync("event: state\ndata: "u8.ToArray(), ended.Token);
                    await context.Response.BodyWriter.WriteAsync(json, ended.Token);
                    await context.Response.BodyWriter.WriteAsync("\n\n"u8.ToArray(), ended.Token);
                }
                else
                {
                    await context.Response.BodyWriter.WriteAsync("event: beat\ndata: \n\n"u8.ToArray(), ended.Token);
                }
            }
        }
        catch (OperationCanceledException)
        {
            // The browser left, or the appliance stops.
        }
    }
}
