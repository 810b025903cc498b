using Edge.Contracts;
using Microsoft.AspNetCore.Http.HttpResults;

namespace Edge.Runtime.Shadow;

/// <summary>What the update agent asks of a release that is held against the one that serves.</summary>
internal static class ShadowEndpoints
{
    /// <summary>
    /// Maps <c>POST /v1/models/{model}/{version}/shadow?since=MS&amp;after=RESULT</c>, on the unix socket alone. The answer comes when one study was compared, which may take as long as jobs go first.
    /// </summary>
    public static void MapLocal(IEndpointRouteBuilder local) => local.MapPost("/v1/models/{model}/{version}/shadow", ShadowAsync);

    private static async Task<JsonHttpResult<ShadowReport>> ShadowAsync(
        string model, string version, long since, string? after, ShadowRunner runner, IHostApplicationLifetime host, CancellationToken cancellation)
    {
        using var ended = CancellationTokenSource.CreateLinkedTokenSource(cancellation, host.ApplicationStopping);
        return TypedResults.Json(await runner.RunAsync(model, version, since, after ?? "", ended.Token), EdgeJson.Default.ShadowReport);
    }
}
