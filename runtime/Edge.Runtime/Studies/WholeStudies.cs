using Edge.Contracts;

namespace Edge.Runtime.Studies;

/// <summary>
/// Tells whether nothing of a study seems to be missing: as many objects as were announced for the study, or every series whole by its counts or as
/// a stack. A series of localizers, or without images, is no obstacle where another one is whole. Each state of a study is judged once.
/// </summary>
internal sealed class WholeStudies(SeriesRows rows)
{
    private const int SeriesNamed = 3;

    private readonly Dictionary<string, (ReceivingStudy Study, string? Reason)> _judged = new(StringComparer.Ordinal);

    /// <summary>Why the study seems whole; null when it does not, or the rules do not say so.</summary>
    public string? Reason(ReceivingStudy study, CompletionConfig rules)
    {
        if (!_judged.TryGetValue(study.StudyUid, out (ReceivingStudy Study, string? Reason) judged) || judged.Study != study)
        {
            judged = (study, Judge(rows.Of(study.StudyUid), rules));
            _judged[study.StudyUid] = judged;
        }

        return judged.Reason;
    }

    /// <summary>Forgets every study that is no longer received.</summary>
    public void Forget(IReadOnlyList<ReceivingStudy> receiving)
    {
        if (_judged.Count > 0)
        {
            HashSet<string> present = [.. receiving.Select(study => study.StudyUid)];
            foreach (string gone in _judged.Keys.Where(uid => !present.Contains(uid)).ToList())
            {
                _judged.Remove(gone);
            }
        }
    }

    /// <summary>As <see cref="Reason"/>, of the objects themselves.</summary>
    internal static string? Judge(IReadOnlyList<IReadOnlyList<SeriesObject>> study, CompletionConfig rules)
    {
        if (rules.Counts.Contains(ExpectedCountNames.Study)
            && CountRule.All([.. study.SelectMany(series => series)], ExpectedCountNames.Study) is { } all)
        {
            return all;
        }

        var reasons = new List<string>();
        foreach (IReadOnlyList<SeriesObject> series in study)
        {
            string? reason = CountRule.Whole(series, rules.Counts) ?? (rules.Stack is { } stack ? StackRule.Whole(series, stack) : null);
            if (reason is not null)
            {
                reasons.Add(reason);
            }
            else if (!StackRule.IsBeside(series))
            {
                return null;
            }
        }

        string more = reasons.Count > SeriesNamed ? $", and {reasons.Count - SeriesNamed} more series" : "";
        return reasons.Count == 0 ? null : string.Join("; ", reasons.Take(SeriesNamed)) + more;
    }
}
