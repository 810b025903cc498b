using System.Text.Json;
using System.Text.Json.Nodes;
using Edge.Contracts;

namespace Edge.Runtime.Jobs;

/// <summary>Compares a result that was made again with the committed one: outcome, reason, inputs, every finding, every object.</summary>
/// <param name="tolerance">Allowed difference of a number: absolute, plus relative to the committed one.</param>
internal sealed class ReplayComparison(Tolerance tolerance)
{
    private readonly List<ReplayDifference> _differences = [];

    /// <summary>Compares.</summary>
    /// <param name="committed">The committed one, and the directory of its objects.</param>
    /// <param name="again">The one made again, and the directory of its objects.</param>
    /// <exception cref="IOException">An object cannot be read.</exception>
    public ReplayReport Compare((ResultDocument Document, string Directory) committed, (ResultDocument Document, string Directory) again)
    {
        (ResultDocument was, ResultDocument now) = (committed.Document, again.Document);
        CompareValues("outcome", was.Outcome.ToString(), now.Outcome.ToString());
        CompareValues("reason", was.Reason, now.Reason);
        Compare(
            "lineage.inputs",
            JsonSerializer.SerializeToNode(was.Lineage.Inputs, EdgeJson.Default.IReadOnlyListInputInstance),
            JsonSerializer.SerializeToNode(now.Lineage.Inputs, EdgeJson.Default.IReadOnlyListInputInstance));
        Compare(
            "findings",
            JsonSerializer.SerializeToNode(was.Findings, EdgeJson.Default.IReadOnlyListFinding),
            JsonSerializer.SerializeToNode(now.Findings, EdgeJson.Default.IReadOnlyListFinding));
        _differences.AddRange(ReplayedObjects.Differences(committed, again));
        return new ReplayReport(was.ResultId, Verdict(), Reason: null, [.. _differences.Take(ReplayReport.DifferenceCountMax)], MakerOf(was), MakerOf(now));
    }

    private ReplayVerdict Verdict() => _differences switch
    {
        [] => ReplayVerdict.Identical,
        _ when _differences.All(difference => difference.IsWithinTolerance) => ReplayVerdict.WithinTolerance,
        _ => ReplayVerdict.Different,
    };

    private void Compare(string where, JsonNode? was, JsonNode? now)
    {
        switch (was, now)
        {
            case (JsonObject before, JsonObject after):
                foreach (string name in before.Concat(after).Select(member => member.Key).Distinct().ToArray())
                {
                    Compare($"{where}.{name}", before[name], after[name]);
                }

                break;
            case (JsonArray before, JsonArray after):
                for (int index = 0; index < Math.Max(before.Count, after.Count); index++)
                {
                    Compare($"{where}[{index}]", index < before.Count ? before[index] : null, index < after.Count ? after[index] : null);
                }

                break;
            default:
                CompareValues(where, was?.ToJsonString(), now?.ToJsonString(), IsWithinTolerance(was, now));
                break;
        }
    }

    private void CompareValues(string where, string? was, string? now, bool isWithinTolerance = false)
    {
        if (was != now)
        {
            _differences.Add(new ReplayDifference(where, was, now, isWithinTolerance));
        }
    }

    private bool IsWithinTolerance(JsonNode? was, JsonNode? now) =>
        was is JsonValue before && now is JsonValue after
        && before.GetValueKind() == JsonValueKind.Number && after.GetValueKind() == JsonValueKind.Number
        && Math.Abs(before.GetValue<double>() - after.GetValue<double>())
            <= tolerance.Absolute + (tolerance.Relative * Math.Abs(before.GetValue<double>()));

    private static ReplayMaker MakerOf(ResultDocument document) => new(document.Lineage.Engine, document.Lineage.InferenceVersion);
}
