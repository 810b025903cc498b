using Edge.Contracts;
using Edge.Runtime.Audit;

namespace Edge.Runtime.Routing;

/// <summary>What the local API says about routing. Values of attributes are in it, so that it is for the local socket only.</summary>
internal static class RouteEndpoints
{
    /// <summary>Maps <c>GET /v1/studies/{uid}/routes</c>.</summary>
    public static void MapLocal(IEndpointRouteBuilder api) => api.MapGet("/v1/studies/{uid}/routes", Explain)
        .Audit(AuditKind.InstancesAccessed, static _ => "Values of a study's objects were shown, to say why it goes where it goes.", study: "uid");

    private static IResult Explain(string uid, RouteExplainer explainer) => explainer.Explain(uid) is { } explanation
        ? TypedResults.Json(explanation, EdgeJson.Default.RouteExplanation)
        : TypedResults.Json(
            new ApiError($"Nothing of study {uid} that could be routed is stored. edgectl study list shows what is."),
            EdgeJson.Default.ApiError,
            statusCode: StatusCodes.Status404NotFound);
}
