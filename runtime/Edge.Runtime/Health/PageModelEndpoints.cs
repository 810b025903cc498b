using Edge.Contracts;
using Edge.Runtime.Access;
using Edge.Runtime.Engines;
using Edge.Runtime.Releases;

namespace Edge.Runtime.Health;

/// <summary>What the page shows of models and does about them.</summary>
internal static class PageModelEndpoints
{
    /// <summary>Maps <c>GET /page/models</c> and <c>POST /page/models/{name}/retry</c>.</summary>
    public static void MapPage(IEndpointRouteBuilder api)
    {
        api.MapGet("/page/models", static (ModelHistory history) => PageAnswer.Of(history.List(), PageJson.Default.IReadOnlyListModelStatistics)).For(UserRole.Viewer);
        api.MapPost("/page/models/{name}/retry", Retry).For(UserRole.Technician);
    }

    private static IResult Retry(string name, HttpContext context, ModelStore models, DeviceConfig config, EngineBoard engines, ActionLog actions)
    {
        if (models.List().FirstOrDefault(state => state.Name == name)?.Release is not { } release)
        {
            return PageAnswer.Refuse(StatusCodes.Status409Conflict, "There is no such model that can serve.");
        }

        if (engines.Retry(ModelEndpoints.Subject(release, config.Inference)).Count == 0)
        {
            return PageAnswer.Refuse(StatusCodes.Status409Conflict, "None of its engines was refused or aborted: there is nothing to try again.");
        }

        actions.Did(PageAnswer.Caller(context).Name, $"Had the engines of model {name} tried again.");
        return PageAnswer.Done("Its engines are tried again. Studies run meanwhile on what there is.");
    }
}
