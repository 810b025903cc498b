using Edge.Contracts;
using Microsoft.AspNetCore.Http.HttpResults;

namespace Edge.Runtime.Releases;

/// <summary>What the API says about the models in the store.</summary>
internal static class ModelEndpoints
{
    /// <summary>Where everything about models begins.</summary>
    public const string Root = "/v1/models";

    /// <summary>Maps <c>GET /v1/models</c>, which only reads.</summary>
    public static void MapReading(IEndpointRouteBuilder api) => api.MapGet(Root, List);

    /// <summary>The models as the API shows them.</summary>
    public static IReadOnlyList<ModelView> Views(ModelStore models) =>
    [
        .. models.List().Select(state => new ModelView(
            state.Name, state.Version, state.Release?.Manifest.Title, state.Release?.Digest, state.Problem)),
    ];

    private static JsonHttpResult<IReadOnlyList<ModelView>> List(ModelStore models) =>
        TypedResults.Json(Views(models), EdgeJson.Default.IReadOnlyListModelView);
}
