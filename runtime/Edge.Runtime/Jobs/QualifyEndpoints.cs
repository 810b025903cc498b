using Edge.Contracts;
using Microsoft.AspNetCore.Http.HttpResults;

namespace Edge.Runtime.Jobs;

/// <summary>What the update agent asks before a release may serve.</summary>
internal static class QualifyEndpoints
{
    /// <summary>Maps <c>POST /v1/models/{model}/{version}/qualify</c>, on the unix socket alone. The answer comes when the trial is over, which may take as long as an engine does.</summary>
    public static void MapLocal(IEndpointRouteBuilder local) => local.MapPost("/v1/models/{model}/{version}/qualify", QualifyAsync);

    private static async Task<JsonHttpResult<QualifyReport>> QualifyAsync(string model, string version, ModelQualifier qualifier, CancellationToken cancellation) =>
        TypedResults.Json(await qualifier.TryAsync(model, version, cancellation), EdgeJson.Default.QualifyReport);
}
