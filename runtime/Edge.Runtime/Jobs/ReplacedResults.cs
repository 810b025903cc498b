using Edge.Contracts;

namespace Edge.Runtime.Jobs;

/// <summary>
/// What a result replaces: the latest one of the earlier revisions, and the objects of the latest of them that made any. A revision between that failed or
/// had nothing to report left those as they were, and archives still show them.
/// </summary>
internal static class ReplacedResults
{
    /// <summary>Finds it.</summary>
    /// <param name="earlier">Results of the earlier revisions, the latest first; read only as far as needed.</param>
    /// <returns>Null when there is none.</returns>
    public static ReplacedResult? Of(IEnumerable<ResultDocument> earlier)
    {
        string? latest = null;
        foreach (ResultDocument result in earlier)
        {
            latest ??= result.ResultId;
            if (result.Objects.Any(each => each.Kind != ResultObjectKind.RejectionNote))
            {
                return new ReplacedResult(latest, result.Objects);
            }
        }

        return latest is null ? null : new ReplacedResult(latest, []);
    }
}
