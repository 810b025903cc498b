using System.Text.Json;
using Dapper;
using Edge.Contracts;
using Edge.Runtime.Releases;
using Edge.Runtime.Store;

namespace Edge.Runtime.Results;

/// <summary>How the outputs of a release were distributed, in the bins that a release's manifest has.</summary>
internal sealed class OutputDistributions(EdgeStore store, ModelStore models)
{
    /// <summary>Results looked at, the latest first.</summary>
    public const int ResultsMax = 2000;

    /// <summary>Counts the outputs of completed results.</summary>
    /// <param name="model">Model name.</param>
    /// <param name="version">The release that made the results.</param>
    /// <param name="bins">The release whose manifest says what is counted, in which bins.</param>
    /// <param name="since">Unix milliseconds, included.</param>
    /// <param name="until">Unix milliseconds, not included.</param>
    /// <returns>One for each output that is watched; empty where the manifest watches none or cannot be read.</returns>
    public IReadOnlyList<OutputCounts> Of(string model, string version, string bins, long since, long until)
    {
        if (models.Release(model, bins).Release?.Manifest.Monitor is not { } plan)
        {
            return [];
        }

        var counts = plan.Outputs.Distinct(StringComparer.Ordinal).ToDictionary(static output => output, _ => new long[plan.BinEdges.Count - 1], StringComparer.Ordinal);
        foreach (Finding finding in Findings(model, version, since, until))
        {
            if (counts.TryGetValue(finding.Label, out long[]? bin) && (finding.Probability ?? finding.VolumeMl ?? finding.Value) is { } number)
            {
                bin[BinOf(plan.BinEdges, number)]++;
            }
        }

        return [.. counts.Select(static output => new OutputCounts(output.Key, output.Value))];
    }

    private static int BinOf(IReadOnlyList<double> edges, double number)
    {
        int bin = 0;
        while (bin < edges.Count - 2 && number >= edges[bin + 1])
        {
            bin++;
        }

        return bin;
    }

    private IReadOnlyList<Finding> Findings(string model, string version, long since, long until) => store.Read(connection => (IReadOnlyList<Finding>)
    [
        .. connection.Query<string>(
            """
            SELECT json_extract(r.document, '$.findings') FROM results r JOIN jobs j ON j.id = r.job_id
            WHERE j.model = @model AND j.model_version = @version AND r.outcome = 'completed' AND r.committed_at >= @since AND r.committed_at < @until
            ORDER BY r.committed_at DESC LIMIT @ResultsMax
            """,
            new { model, version, since, until, ResultsMax })
            .SelectMany(static findings => JsonSerializer.Deserialize(findings, EdgeJson.Default.IReadOnlyListFinding)!),
    ]);
}
