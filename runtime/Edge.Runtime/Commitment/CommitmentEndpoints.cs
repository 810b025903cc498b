using Edge.Contracts;
using Microsoft.AspNetCore.Http.HttpResults;

namespace Edge.Runtime.Commitment;

/// <summary>What the API says about storage commitment.</summary>
internal static class CommitmentEndpoints
{
    private const int DefaultLimit = 100;
    private const int LimitMax = 1000;

    /// <summary>Maps what only reads: <c>GET /v1/commitments?limit=N&amp;skip=N</c>.</summary>
    public static void MapReading(IEndpointRouteBuilder api) => api.MapGet("/v1/commitments", List);

    private static JsonHttpResult<IReadOnlyList<CommitmentView>> List(StorageCommitments commitments, int limit = DefaultLimit, int skip = 0) =>
        TypedResults.Json(commitments.List(null, Math.Clamp(limit, 1, LimitMax), Math.Max(skip, 0)), EdgeJson.Default.IReadOnlyListCommitmentView);
}
