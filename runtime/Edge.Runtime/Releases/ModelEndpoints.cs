using Edge.Contracts;
using Edge.Runtime.Audit;
using Edge.Runtime.Engines;
using Microsoft.AspNetCore.Http.HttpResults;

namespace Edge.Runtime.Releases;

/// <summary>What the API says about the models in the store.</summary>
internal static class ModelEndpoints
{
    /// <summary>Where everything about models begins.</summary>
    public const string Root = "/v1/models";

    /// <summary>Maps <c>GET /v1/models</c>, which only reads.</summary>
    public static void MapReading(IEndpointRouteBuilder api) => api.MapGet(Root, List);

    /// <summary>Maps what is for the local socket only: <c>POST /v1/models/{name}/retry</c>.</summary>
    public static void MapLocal(IEndpointRouteBuilder api) => api.MapPost("/v1/models/{name}/retry", Retry)
        .Audit(AuditKind.ApplicationActivity, static context => $"The rungs of model {context.GetRouteValue("name")} were tried again.");

    /// <summary>The models as the API shows them.</summary>
    public static IReadOnlyList<ModelView> Views(ModelStore models, InferenceConfig inference, EngineBoard engines) =>
        [.. models.List().Select(state => View(state, inference, engines))];

    /// <summary>A release with the rungs that it and the device allow, in the device's order.</summary>
    public static EngineSubject Subject(ModelRelease release, InferenceConfig inference) => new(
        release.Name, release.Version, release.Digest, release.Directory, [.. EngineRungs.Wanted(inference.Rungs, release.Manifest.Engine.Rungs)]);

    private static ModelView View(ModelState state, InferenceConfig inference, EngineBoard engines) => new(
        state.Name,
        state.Version,
        state.Release?.Manifest.Title,
        state.Release?.Digest,
        state.Problem,
        state.Release is { } release ? engines.View(Subject(release, inference)) : null);

    private static JsonHttpResult<IReadOnlyList<ModelView>> List(ModelStore models, DeviceConfig config, EngineBoard engines) =>
        TypedResults.Json(Views(models, config.Inference, engines), EdgeJson.Default.IReadOnlyListModelView);

    private static IResult Retry(string name, ModelStore models, DeviceConfig config, EngineBoard engines)
    {
        ModelState state = models.Active(name);
        if (state.Release is not { } release)
        {
            return Refused($"Model {name} cannot serve: {state.Problem}.");
        }

        return engines.Retry(Subject(release, config.Inference)).Count > 0
            ? TypedResults.Json(View(state, config.Inference, engines), EdgeJson.Default.ModelView)
            : Refused($"No rung of {name} was refused, aborted or quarantined; edgectl model list shows each.");
    }

    private static JsonHttpResult<ApiError> Refused(string reason) =>
        TypedResults.Json(new ApiError(reason), EdgeJson.Default.ApiError, statusCode: StatusCodes.Status409Conflict);
}
