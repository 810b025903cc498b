using Dapper;
using Edge.Contracts;
using Edge.Runtime.Store;

namespace Edge.Runtime.Results;

/// <summary>How a release of a model has done, from the results that were committed.</summary>
internal sealed class ServingRecords(EdgeStore store)
{
    /// <summary>Results looked at, the latest first.</summary>
    public const int ResultsMax = 10_000;

    private const double Percentile = 0.95;

    /// <summary>Counts results and failures, and the time of completed jobs. Not applicable is no failure.</summary>
    /// <param name="model">Model name.</param>
    /// <param name="version">Version.</param>
    /// <param name="since">Unix milliseconds, included.</param>
    /// <param name="until">Unix milliseconds, not included.</param>
    public ServingRecord Of(string model, string version, long since, long until) => store.Read(connection =>
    {
        Row[] rows =
        [
            .. connection.Query<Row>(
                """
                SELECT r.outcome AS Outcome, json_extract(r.document, '$.timings.totalMs') AS TotalMs
                FROM results r JOIN jobs j ON j.id = r.job_id
                WHERE j.model = @model AND j.model_version = @version AND r.committed_at >= @since AND r.committed_at < @until
                ORDER BY r.committed_at DESC LIMIT @ResultsMax
                """,
                new { model, version, since, until, ResultsMax }),
        ];
        double[] times = [.. rows.Where(row => RowNames.Outcome(row.Outcome) == ResultOutcome.Completed).Select(row => row.TotalMs).Order()];
        return new ServingRecord(
            rows.Length,
            rows.Count(row => RowNames.Outcome(row.Outcome) == ResultOutcome.Failed),
            times.Length == 0 ? null : times[(int)Math.Ceiling(Percentile * times.Length) - 1]);
    });

    private sealed record Row
    {
        public string Outcome { get; init; } = "";

        public double TotalMs { get; init; }
    }
}
