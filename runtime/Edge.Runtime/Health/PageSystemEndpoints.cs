using Edge.Contracts;
using Edge.Runtime.Access;

namespace Edge.Runtime.Health;

/// <summary>What the page shows of the machine and of its configuration.</summary>
internal static class PageSystemEndpoints
{
    /// <summary>Maps <c>GET /page/system</c> and <c>GET /page/settings</c>.</summary>
    public static void MapPage(IEndpointRouteBuilder api)
    {
        api.MapGet("/page/system", static (SystemHistory history) => PageAnswer.Of(history.View(), PageJson.Default.SystemView)).For(UserRole.Viewer);
        api.MapGet("/page/settings", static (SettingsList settings) => PageAnswer.Of(settings.List(), PageJson.Default.SettingsView)).For(UserRole.Technician);
    }
}
