using Edge.Contracts;
using Microsoft.AspNetCore.Http.HttpResults;

namespace Edge.Runtime.Audit;

/// <summary>What the API says about the audit log.</summary>
internal static class AuditEndpoints
{
    private const int MaxEntries = 1000;

    /// <summary>
    /// Maps what is for the local socket only: <c>GET /v1/audit?limit=N&amp;skip=N</c>, the latest first, and <c>GET /v1/audit/head</c>. Reading it is itself an event (PS3.15 A.5.3.2).
    /// </summary>
    public static void MapLocal(IEndpointRouteBuilder api)
    {
        api.MapGet("/v1/audit", List).Audit(AuditKind.AuditLogUsed, static _ => "The audit log was read.");
        api.MapGet("/v1/audit/head", static (AuditLog audit) => TypedResults.Json(audit.Head, EdgeJson.Default.AuditHead));
    }

    private static JsonHttpResult<IReadOnlyList<AuditEntry>> List(AuditLog audit, int limit = 200, int skip = 0) =>
        TypedResults.Json(audit.Latest(Math.Clamp(limit, 1, MaxEntries), Math.Max(0, skip)), EdgeJson.Default.IReadOnlyListAuditEntry);
}
