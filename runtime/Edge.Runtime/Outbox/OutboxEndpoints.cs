using Edge.Contracts;
using Edge.Runtime.Audit;
using Edge.Runtime.Store;
using Microsoft.AspNetCore.Http.HttpResults;

namespace Edge.Runtime.Outbox;

/// <summary>What the API says and does about the outbox.</summary>
internal static class OutboxEndpoints
{
    /// <summary>
    /// Maps what only reads: <c>GET /v1/outbox?state=STATE&amp;destination=D&amp;limit=N&amp;skip=N</c>, and <c>GET /v1/outbox/destinations</c>.
    /// </summary>
    public static void MapReading(IEndpointRouteBuilder api)
    {
        api.MapGet("/v1/outbox", List);
        api.MapGet("/v1/outbox/destinations", static (OutboxTable table, PacsPeers peers) =>
            TypedResults.Json(Views(table, peers), EdgeJson.Default.IReadOnlyListOutboxDestinationView));
    }

    /// <summary>
    /// Maps what is for the local socket only: <c>POST /v1/outbox/{id}/send</c>, which sends a row again, and <c>POST /v1/outbox/send?destination=D</c>, which sends all again
    /// that was set aside of a destination, and has it tried now; <c>POST /v1/outbox/discard?destination=D</c>, which forgets all of an archive that the configuration has no more.
    /// </summary>
    public static void MapLocal(IEndpointRouteBuilder api)
    {
        api.MapPost("/v1/outbox/{id:long}/send", SendAgain).Audit(AuditKind.ApplicationActivity, static context => $"Outbox row {context.GetRouteValue("id")} was sent again.");
        api.MapPost("/v1/outbox/send", SendAllAgain)
            .Audit(AuditKind.ApplicationActivity, static context => $"All that was set aside for {context.Request.Query["destination"]} was sent again.");
        api.MapPost("/v1/outbox/discard", Discard)
            .Audit(AuditKind.ApplicationActivity, static context => $"What waited for {context.Request.Query["destination"]} was given up.");
    }

    private static JsonHttpResult<IReadOnlyList<OutboxRowView>> List(
        OutboxTable table, string? state = null, string? destination = null, int limit = OutboxTable.DefaultLimit, int skip = 0) =>
        TypedResults.Json(table.List(state, limit, skip, destination), EdgeJson.Default.IReadOnlyListOutboxRowView);

    /// <summary>Where messages and objects go, and how that stands.</summary>
    public static IReadOnlyList<OutboxDestinationView> Views(OutboxTable table, PacsPeers peers)
    {
        ILookup<string, (string Destination, string State, long Count, long Oldest)> counts = table.Counts().ToLookup(count => count.Destination, StringComparer.Ordinal);
        return
        [
            .. counts.Select(one => one.Key).Union(peers.All.Select(peer => peer.Destination), StringComparer.Ordinal)
                .Order(StringComparer.Ordinal)
                .Select(destination => View(destination, counts[destination], peers.Find(destination)?.Circuit)),
        ];
    }

    private static OutboxDestinationView View(
        string destination, IEnumerable<(string Destination, string State, long Count, long Oldest)> counts, PacsCircuit? circuit)
    {
        Dictionary<string, (long Count, long Oldest)> byState = counts.ToDictionary(count => count.State, count => (count.Count, count.Oldest), StringComparer.Ordinal);
        int Count(string state) => (int)byState.GetValueOrDefault(state).Count;
        return new OutboxDestinationView(
            destination,
            Count(OutboxRowState.Waiting),
            Count(OutboxRowState.Stored),
            Count(OutboxRowState.SetAside),
            Count(OutboxRowState.Delivered),
            byState.TryGetValue(OutboxRowState.Waiting, out (long Count, long Oldest) waiting) ? DateTimeOffset.FromUnixTimeMilliseconds(waiting.Oldest) : null,
            circuit?.Trouble,
            circuit?.NextTry);
    }

    private static IResult SendAllAgain(string destination, OutboxTable table, PacsPeers peers, StageSignals signals)
    {
        PacsPeer? peer = peers.Find(destination);
        if (peer is null && destination != OutboxDestination.MqttResults)
        {
            return TypedResults.Json(
                new ApiError($"There is no destination '{destination}'. edgectl outbox destinations shows what there is."),
                EdgeJson.Default.ApiError,
                statusCode: StatusCodes.Status404NotFound);
        }

        int rows = table.SendAgain(destination);
        peer?.Circuit.TryNow();
        signals.OutboxFilled.Raise();
        return TypedResults.Json(new OutboxSentAgain(destination, rows), EdgeJson.Default.OutboxSentAgain);
    }

    private static IResult Discard(string destination, OutboxTable table, PacsPeers peers)
    {
        if (peers.Find(destination) is not null || !destination.StartsWith(OutboxDestination.Pacs(string.Empty), StringComparison.Ordinal))
        {
            return TypedResults.Json(
                new ApiError($"'{destination}' is in use. Only rows of an archive that was removed from the configuration are discarded; edgectl outbox destinations shows the names."),
                EdgeJson.Default.ApiError,
                statusCode: StatusCodes.Status409Conflict);
        }

        int rows = table.Discard(destination);
        return rows > 0
            ? TypedResults.Json(new OutboxDiscarded(destination, rows), EdgeJson.Default.OutboxDiscarded)
            : TypedResults.Json(
                new ApiError($"There are no rows of '{destination}'. edgectl outbox destinations shows what there is."),
                EdgeJson.Default.ApiError,
                statusCode: StatusCodes.Status404NotFound);
    }

    private static IResult SendAgain(long id, OutboxTable table, StageSignals signals)
    {
        if (table.SendAgain(id) is not { } row)
        {
            return TypedResults.Json(
                new ApiError($"There is no outbox row {id}. edgectl outbox list shows what there is."),
                EdgeJson.Default.ApiError,
                statusCode: StatusCodes.Status404NotFound);
        }

        signals.OutboxFilled.Raise();
        return TypedResults.Json(row, EdgeJson.Default.OutboxRowView);
    }
}
