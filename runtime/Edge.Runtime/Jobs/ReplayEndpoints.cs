using System.Net.Mime;
using System.Text.Json;
using Edge.Contracts;
using Edge.Runtime.Audit;

namespace Edge.Runtime.Jobs;

/// <summary>Running a result again, over the API.</summary>
internal static class ReplayEndpoints
{
    /// <summary>
    /// Maps <c>POST /v1/results/{id}/replay</c> for the local socket only. The answer is one <see cref="ReplayReport"/>, which may take minutes; it ends early when the caller leaves.
    /// </summary>
    public static void MapLocal(IEndpointRouteBuilder api) => api.MapPost("/v1/results/{id}/replay", ReplayAsync)
        .Audit(AuditKind.ApplicationActivity, static _ => "A result was made again, to compare it.");

    private static async Task ReplayAsync(string id, HttpContext http, ResultReplay replay, IHostApplicationLifetime host)
    {
        using var ended = CancellationTokenSource.CreateLinkedTokenSource(http.RequestAborted, host.ApplicationStopping);
        try
        {
            // The answer begins at once: a caller waits only so long for the first byte, and a model may take minutes to load.
            http.Response.ContentType = MediaTypeNames.Application.Json;
            await http.Response.StartAsync(ended.Token);
            await http.Response.Body.FlushAsync(ended.Token);
            ReplayReport report = await replay.RunAsync(id, ended.Token);
            await JsonSerializer.SerializeAsync(http.Response.Body, report, EdgeJson.Default.ReplayReport, ended.Token);
        }
        catch (OperationCanceledException) when (ended.IsCancellationRequested)
        {
            // The caller left, or the appliance stops.
        }
    }
}
