using Edge.Contracts;
using Edge.Runtime.Audit;
using Microsoft.AspNetCore.Http.HttpResults;

namespace Edge.Runtime.Inbox;

/// <summary>What the API says and does about other content under one SOP Instance UID.</summary>
internal static class ConflictEndpoints
{
    /// <summary>
    /// Maps, for the local socket only since they show patients' data, <c>GET /v1/inbox/conflicts?all=BOOL</c>, <c>GET /v1/inbox/conflicts/{uid}</c> and
    /// <c>POST /v1/inbox/conflicts/{uid}/keep?file=FILE</c>, which answers with the conflict as it is then.
    /// </summary>
    public static void MapLocal(IEndpointRouteBuilder api)
    {
        api.MapGet("/v1/inbox/conflicts", static (InboxConflicts conflicts, bool all = false) =>
            TypedResults.Json(conflicts.List(all), EdgeJson.Default.IReadOnlyListConflictView));
        api.MapGet("/v1/inbox/conflicts/{uid}", static (string uid, InboxConflicts conflicts) => Found(uid, conflicts))
            .Audit(AuditKind.InstancesAccessed, static _ => "What differs between two contents of an instance was shown, with values.");
        api.MapPost("/v1/inbox/conflicts/{uid}/keep", static (string uid, string file, HttpContext context, InboxChoice choice, InboxConflicts conflicts) =>
            (IResult)(choice.Keep(uid, file, $"user {context.User.Identity?.Name}") is { } refusal
                ? Refused(refusal, StatusCodes.Status409Conflict)
                : TypedResults.Json(conflicts.Of(uid), EdgeJson.Default.ConflictView)))
            .Audit(AuditKind.ApplicationActivity, static context => $"Of several contents of an instance, the one in {context.Request.Query["file"]} was chosen.");
    }

    private static IResult Found(string uid, InboxConflicts conflicts) => conflicts.Find(uid) is { } conflict
        ? TypedResults.Json(conflict, EdgeJson.Default.ConflictDetail)
        : Refused($"There are no two objects of {uid}. edgectl inbox conflicts lists what there is.", StatusCodes.Status404NotFound);

    private static JsonHttpResult<ApiError> Refused(string error, int status) => TypedResults.Json(new ApiError(error), EdgeJson.Default.ApiError, statusCode: status);
}
