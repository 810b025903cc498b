using System.Net.Mime;
using Edge.Contracts;
using Edge.Runtime.Access;
using Edge.Runtime.Maintenance;
using Microsoft.AspNetCore.Http.HttpResults;

namespace Edge.Runtime.Health;

/// <summary>What the page shows of the machine.</summary>
internal static class PageSystemEndpoints
{
    /// <summary>Maps <c>GET /page/system</c>, and <c>POST /page/system/support-bundle</c>, a ZIP file.</summary>
    public static void MapPage(IEndpointRouteBuilder api)
    {
        api.MapGet("/page/system", static (SystemHistory history) => PageAnswer.Of(history.View(), PageJson.Default.SystemView)).For(UserRole.Viewer);
        api.MapPost("/page/system/support-bundle", MakeBundle).For(UserRole.Technician);
    }

    private static FileContentHttpResult MakeBundle(HttpContext context, SupportBundle bundle, ActionLog actions)
    {
        byte[] made = bundle.Make();
        actions.Exported(PageAnswer.Caller(context).Name, "A support bundle was made on the page.");
        return TypedResults.File(made, MediaTypeNames.Application.Zip);
    }
}
