using System.Net.Mime;
using Edge.Contracts;
using Edge.Runtime.Audit;

namespace Edge.Runtime.Maintenance;

/// <summary>Support bundle and backup, for the local socket only.</summary>
internal static class MaintenanceEndpoints
{
    /// <summary>Maps <c>POST /v1/support-bundle</c>, a ZIP file, and <c>POST /v1/backup</c>, a .tar.gz.</summary>
    public static void MapLocal(IEndpointRouteBuilder api)
    {
        api.MapPost("/v1/support-bundle", static (SupportBundle bundle) => TypedResults.File(bundle.Make(), MediaTypeNames.Application.Zip))
            .Audit(AuditKind.Export, static _ => "A support bundle was made.");
        api.MapPost("/v1/backup", static (BackupArchive backup) => TypedResults.File(backup.Make(), MediaTypeNames.Application.GZip))
            .Audit(AuditKind.Export, static _ => "A backup was made.");
    }
}
