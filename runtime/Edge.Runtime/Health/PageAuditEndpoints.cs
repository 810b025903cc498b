using Edge.Contracts;
using Edge.Runtime.Access;
using Edge.Runtime.Audit;
using Microsoft.AspNetCore.Http.HttpResults;

namespace Edge.Runtime.Health;

/// <summary>The audit log on the page.</summary>
internal static class PageAuditEndpoints
{
    private const int EntriesPerPage = 100;

    /// <summary>Maps <c>GET /page/audit?before=SEQUENCE</c>, and <c>POST /page/audit/verify</c>.</summary>
    public static void MapPage(IEndpointRouteBuilder api)
    {
        api.MapGet("/page/audit", Read).For(UserRole.Technician);
        api.MapPost("/page/audit/verify", Verify).For(UserRole.Technician);
    }

    // What the page reads again by itself, while a person has it open, is no further event.
    private static JsonHttpResult<AuditPage> Read(HttpContext context, AuditLog audit, ActionLog actions, long? before = null)
    {
        if (!context.Request.Headers.ContainsKey(AccessGate.QuietHeader))
        {
            actions.UsedAuditLog(PageAnswer.Caller(context).Name, "Read the audit log on the page.");
        }

        AuditHead head = audit.Head;
        long last = Math.Min(before - 1 ?? head.Sequence, head.Sequence);
        IReadOnlyList<AuditEntry> entries = last < 1 ? [] : audit.After(Math.Max(0, last - EntriesPerPage), (int)Math.Min(EntriesPerPage, last));
        return PageAnswer.Of(new AuditPage(head, [.. entries.Reverse()]), PageJson.Default.AuditPage);
    }

    private static IResult Verify(HttpContext context, AuditLog audit, ActionLog actions)
    {
        actions.UsedAuditLog(PageAnswer.Caller(context).Name, "Had the chain of the audit log checked on the page.");
        AuditVerification verification = audit.Verify(context.RequestAborted);
        return verification.Break is { } broken
            ? PageAnswer.Refuse(StatusCodes.Status409Conflict, $"The chain is broken: {broken.File} line {broken.Line}: {broken.Reason}")
            : PageAnswer.Done($"{verification.Entries} entries were checked: each is as it was written, and none is missing.");
    }
}

/// <summary>Some entries of the audit log.</summary>
/// <param name="Head">Where the log ends.</param>
/// <param name="Entries">Entries, the newest first.</param>
internal sealed record AuditPage(AuditHead Head, IReadOnlyList<AuditEntry> Entries);
