using Edge.Contracts;
using Edge.Runtime.Audit;

namespace Edge.Runtime.Jobs;

/// <summary>What the update agent asks before a release may serve.</summary>
internal static class QualifyEndpoints
{
    /// <summary>Maps <c>POST /v1/models/{model}/{version}/qualify</c>, on the unix socket alone. The answer comes when the trial is over, which may take as long as an engine does; 503 when there was none, and it may be asked for again.</summary>
    public static void MapLocal(IEndpointRouteBuilder local) => local.MapPost("/v1/models/{model}/{version}/qualify", QualifyAsync)
        .Audit(AuditKind.ApplicationActivity, static context => $"Release {context.GetRouteValue("version")} of model {context.GetRouteValue("model")} was tried on this appliance.");

    private static async Task<IResult> QualifyAsync(string model, string version, ModelQualifier qualifier, CancellationToken cancellation) =>
        await qualifier.TryAsync(model, version, cancellation) is { } report
            ? TypedResults.Json(report, EdgeJson.Default.QualifyReport)
            : TypedResults.Json(
                new ApiError("The inference process did not start. Look at the appliance's log; the release is tried again."),
                EdgeJson.Default.ApiError,
                statusCode: StatusCodes.Status503ServiceUnavailable);
}
