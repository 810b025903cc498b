using Dapper;
using Edge.Contracts;
using Edge.Runtime.Store;
using Microsoft.AspNetCore.Http.HttpResults;

namespace Edge.Runtime.Inbox;

/// <summary>What the API says about received objects.</summary>
internal static class InboxEndpoints
{
    private const int DefaultLimit = 100;
    private const int LimitMax = 1000;

    /// <summary>Maps <c>GET /v1/inbox?flagged=BOOL&amp;sop=UID&amp;limit=N&amp;skip=N</c> for the local socket only: it tells paths.</summary>
    public static void MapLocal(IEndpointRouteBuilder api) => api.MapGet("/v1/inbox", List);

    private static JsonHttpResult<IReadOnlyList<InstanceView>> List(
        EdgeStore store, DataDirectory data, bool flagged = false, string? sop = null, int limit = DefaultLimit, int skip = 0)
    {
        string which = (flagged, sop) switch
        {
            (false, null) => "",
            (true, null) => "WHERE flag IS NOT NULL",
            (false, _) => "WHERE sop_instance_uid = @sop",
            _ => "WHERE sop_instance_uid = @sop AND flag IS NOT NULL",
        };
        IReadOnlyList<InstanceView> objects = store.Read(connection => connection
            .Query<Row>(
                $"""
                SELECT sop_instance_uid AS Sop, sop_class_uid AS Class, series_uid AS Series, transfer_syntax AS Syntax, size_bytes AS Size,
                       received_at AS Received, calling_ae AS CallingAe, file AS File, flag AS Flag
                FROM instances {which} ORDER BY id DESC LIMIT @limit OFFSET @skip
                """,
                new { sop, limit = Math.Clamp(limit, 1, LimitMax), skip = Math.Max(skip, 0) })
            .Select(row => row.ToView(data))
            .ToList());
        return TypedResults.Json(objects, EdgeJson.Default.IReadOnlyListInstanceView);
    }

    private sealed record Row(string Sop, string Class, string Series, string Syntax, long Size, long Received, string CallingAe, string File, string? Flag)
    {
        public InstanceView ToView(DataDirectory data) => new(
            Sop, Class, Series, Syntax, Size, DateTimeOffset.FromUnixTimeMilliseconds(Received), CallingAe, Path.Combine(data.Inbox, File), Flag);
    }
}
