using Edge.Contracts;

namespace Edge.Ctl.Infer;

/// <summary>Counts what comes of units.</summary>
internal sealed class InferTally
{
    private readonly SortedDictionary<string, int> _present = new(StringComparer.Ordinal);
    private readonly List<UnitRemark> _remarks = [];
    private int _completed;
    private int _positive;
    private int _notApplicable;
    private int _failed;
    private int _held;
    private int _doneBefore;

    /// <summary>A unit has a result.</summary>
    public void Add(FolderUnit unit, ResultDocument result, bool isFromBefore)
    {
        _doneBefore += isFromBefore ? 1 : 0;
        switch (result.Outcome)
        {
            case ResultOutcome.Completed:
                _completed++;
                _positive += result.Findings.Any(finding => finding.Present) ? 1 : 0;
                foreach (Finding finding in result.Findings)
                {
                    _present[finding.Label] = _present.GetValueOrDefault(finding.Label) + (finding.Present ? 1 : 0);
                }

                break;
            case ResultOutcome.NotApplicable:
                _notApplicable++;
                Remark("not-applicable", unit, result.Reason);
                break;
            default:
                _failed++;
                Remark("failed", unit, result.Reason);
                break;
        }
    }

    /// <summary>A unit waits for a person.</summary>
    public void Hold(FolderUnit unit)
    {
        _held++;
        Remark("held", unit, unit.Held);
    }

    /// <summary>The summary so far.</summary>
    public InferSummary Summary(ModelIdentity model, StudyFolder folder, int units, int duplicates, DateTimeOffset began, DateTimeOffset ended)
    {
        int left = units - _completed - _notApplicable - _failed - _held;
        return new InferSummary
        {
            Model = model,
            Began = began,
            Ended = ended,
            IsComplete = left == 0,
            Instances = folder.Instances.Count,
            Duplicates = duplicates,
            Units = units,
            DoneBefore = _doneBefore,
            Completed = _completed,
            Positive = _positive,
            NotApplicable = _notApplicable,
            Failed = _failed,
            Held = _held,
            Left = left,
            PresentByFinding = _present,
            Remarks = _remarks,
            SkippedCount = folder.Skipped.Count,
            Skipped = [.. folder.Skipped.OrderByDescending(file => file.IsTrouble).Take(InferSummary.ListedMax)],
        };
    }

    private void Remark(string outcome, FolderUnit unit, string? reason)
    {
        if (_remarks.Count < InferSummary.ListedMax)
        {
            string files = unit.Files.Count == 1 ? unit.Files[0] : $"{unit.Files[0]} and {unit.Files.Count - 1} more";
            _remarks.Add(new UnitRemark(outcome, unit.Uid, files, reason ?? "no reason"));
        }
    }
}
