using Edge.Contracts;
using Microsoft.AspNetCore.Http.HttpResults;

namespace Edge.Runtime.Results;

/// <summary>What the update agent asks of a release that serves.</summary>
internal static class ServingEndpoints
{
    /// <summary>
    /// Maps <c>GET /v1/models/{model}/{version}/record?since=MS&amp;until=MS</c>, and <c>…/outputs?since=MS&amp;until=MS&amp;bins=VERSION</c>, on the unix socket alone.
    /// </summary>
    public static void MapLocal(IEndpointRouteBuilder local)
    {
        local.MapGet("/v1/models/{model}/{version}/record", Record);
        local.MapGet("/v1/models/{model}/{version}/outputs", Outputs);
    }

    private static JsonHttpResult<IReadOnlyList<OutputCounts>> Outputs(
        string model, string version, string bins, long since, long until, OutputDistributions distributions) =>
        TypedResults.Json(distributions.Of(model, version, bins, since, until), EdgeJson.Default.IReadOnlyListOutputCounts);

    private static JsonHttpResult<ServingRecord> Record(string model, string version, long since, long until, ServingRecords records) =>
        TypedResults.Json(records.Of(model, version, since, until), EdgeJson.Default.ServingRecord);
}
