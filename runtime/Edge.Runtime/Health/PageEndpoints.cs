namespace Edge.Runtime.Health;

/// <summary>Everything below <c>/page</c>: what only the page asks, each for a role.</summary>
internal static class PageEndpoints
{
    /// <summary>Maps it.</summary>
    public static void Map(IEndpointRouteBuilder api)
    {
        SessionEndpoints.MapPage(api);
        PageStudyEndpoints.MapPage(api);
        PageModelEndpoints.MapPage(api);
        PageConnectionEndpoints.MapPage(api);
        PageAuditEndpoints.MapPage(api);
        PageSystemEndpoints.MapPage(api);
        PageSettingsEndpoints.MapPage(api);
    }
}
