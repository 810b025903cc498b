using Edge.Contracts;
using Edge.Runtime.Access;
using Edge.Runtime.Engines;
using Edge.Runtime.Releases;

namespace Edge.Runtime.Health;

/// <summary>What the page shows of models and does about them.</summary>
internal static class PageModelEndpoints
{
    /// <summary>Maps <c>GET /page/models</c>, <c>POST /page/models/{name}/retry</c> and <c>POST /page/models/{name}/roll-back</c>.</summary>
    public static void MapPage(IEndpointRouteBuilder api)
    {
        api.MapGet("/page/models", static (ModelHistory history) => PageAnswer.Of(history.List(), PageJson.Default.IReadOnlyListModelStatistics)).For(UserRole.Viewer);
        api.MapPost("/page/models/{name}/retry", Retry).For(UserRole.Technician);
        api.MapPost("/page/models/{name}/roll-back", RollBackAsync).For(UserRole.Technician);
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

    private static async Task<IResult> RollBackAsync(string name, HttpContext context, DeviceConfig config, UpdateAgentSocket agent, ModelStore models, ActionLog actions)
    {
        if (config.Updates is null)
        {
            return PageAnswer.Refuse(StatusCodes.Status409Conflict, "No update agent is configured: whoever installed the model changes which release is active.");
        }

        if (models.List().All(state => state.Name != name))
        {
            return PageAnswer.Refuse(StatusCodes.Status404NotFound, "There is no such model.");
        }

        string user = PageAnswer.Caller(context).Name;
        string? trouble = await agent.RollBackAsync(name, user, context.RequestAborted);
        actions.RolledBack(user, $"Had the release of model {name} that is under way taken back{(trouble is null ? "." : $", in vain: {trouble}")}", trouble is null);
        return trouble is null
            ? PageAnswer.Done("The update agent takes it back: the release before serves again within seconds.")
            : PageAnswer.Refuse(StatusCodes.Status409Conflict, trouble);
    }
}
