using System.Globalization;
using Dapper;
using Edge.Runtime.Faults;
using Edge.Runtime.Store;

namespace Edge.Runtime.Results;

/// <summary>
/// Says when a model is not applicable unusually often: half or more of its latest 50 results, and three times its share before; nine of ten where it has no history. Fewer
/// than 20 results say nothing.
/// </summary>
internal sealed class NotApplicableShare(EdgeStore store, FaultBoard faults)
{
    /// <summary>How often it is worth a look.</summary>
    public static readonly TimeSpan Pace = TimeSpan.FromMinutes(1);

    private const int Recent = 50;
    private const int LeastRecent = 20;
    private const int LeastBefore = 50;
    private const int MaxResults = 3000;
    private const double Often = 0.5;
    private const double OftenWithoutHistory = 0.9;
    private const double Times = 3;

    /// <summary>Looks once.</summary>
    public void Look()
    {
        IReadOnlyList<(string Model, bool Is)> results = store.Read(connection => connection.Query<(string, bool)>(
            "SELECT j.model, r.outcome = 'not-applicable' FROM results r JOIN jobs j ON j.id = r.job_id ORDER BY r.committed_at DESC LIMIT @MaxResults", new { MaxResults }).AsList());
        string[] often = [.. results.GroupBy(result => result.Model, result => result.Is, StringComparer.Ordinal).Select(model => Describe(model.Key, [.. model])).OfType<string>()];
        if (often.Length == 0)
        {
            faults.Clear(FaultCatalogue.NotApplicableOften);
        }
        else
        {
            faults.Raise(FaultCatalogue.NotApplicableOften, string.Join(' ', often));
        }
    }

    private static string? Describe(string model, bool[] latestFirst)
    {
        bool[] recent = [.. latestFirst.Take(Recent)];
        bool[] before = [.. latestFirst.Skip(Recent)];
        double share = Share(recent);
        bool isOften = before.Length >= LeastBefore ? share >= Often && share >= Times * Share(before) : share >= OftenWithoutHistory;
        string history = before.Length >= LeastBefore ? string.Create(CultureInfo.InvariantCulture, $"; before it was {Share(before):P0}") : "";
        return recent.Length >= LeastRecent && isOften
            ? string.Create(CultureInfo.InvariantCulture, $"{model}: {recent.Count(isNot => isNot)} of the latest {recent.Length} results{history}.")
            : null;
    }

    private static double Share(bool[] results) => results.Length == 0 ? 0 : (double)results.Count(isNot => isNot) / results.Length;
}
