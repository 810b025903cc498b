using Edge.Contracts;

namespace Edge.Ctl.Infer;

/// <summary>What a run over a folder gave: the content of <c>summary.json</c>.</summary>
internal sealed record InferSummary
{
    /// <summary>The file's name.</summary>
    public const string FileName = "summary.json";

    /// <summary>Most files or units listed with a reason; the counts are of all.</summary>
    public const int ListedMax = 10_000;

    /// <summary>The model.</summary>
    public required ModelIdentity Model { get; init; }

    /// <summary>When it began.</summary>
    public required DateTimeOffset Began { get; init; }

    /// <summary>When it ended.</summary>
    public required DateTimeOffset Ended { get; init; }

    /// <summary>False when it was stopped, or a limit left units for another run.</summary>
    public required bool IsComplete { get; init; }

    /// <summary>Instances found in the folder.</summary>
    public required int Instances { get; init; }

    /// <summary>Files that hold an instance again.</summary>
    public required int Duplicates { get; init; }

    /// <summary>Units they make.</summary>
    public required int Units { get; init; }

    /// <summary>Units whose result an earlier run had made.</summary>
    public required int DoneBefore { get; init; }

    /// <summary>Units on which the model ran.</summary>
    public required int Completed { get; init; }

    /// <summary>Of those, units with a finding that is present.</summary>
    public required int Positive { get; init; }

    /// <summary>Units the model does not apply to.</summary>
    public required int NotApplicable { get; init; }

    /// <summary>Units that failed.</summary>
    public required int Failed { get; init; }

    /// <summary>Units that a person must look at before they can run.</summary>
    public required int Held { get; init; }

    /// <summary>Units left for another run.</summary>
    public required int Left { get; init; }

    /// <summary>Units in which each finding is present.</summary>
    public required IReadOnlyDictionary<string, int> PresentByFinding { get; init; }

    /// <summary>Units that are not completed, with the reason.</summary>
    public required IReadOnlyList<UnitRemark> Remarks { get; init; }

    /// <summary>Files that take no part.</summary>
    public required int SkippedCount { get; init; }

    /// <summary>Those files, with the reason.</summary>
    public required IReadOnlyList<SkippedFile> Skipped { get; init; }

    /// <summary>True when there is nothing that somebody has to look after.</summary>
    public bool IsWell => IsComplete && Failed == 0 && Held == 0 && !Skipped.Any(file => file.IsTrouble);
}

/// <summary>A unit that is not completed.</summary>
/// <param name="Outcome"><c>not-applicable</c>, <c>failed</c> or <c>held</c>.</param>
/// <param name="Uid">SOP Instance UID or Series Instance UID.</param>
/// <param name="Files">Its first file, below the folder, and how many there are.</param>
/// <param name="Reason">Why.</param>
internal sealed record UnitRemark(string Outcome, string Uid, string Files, string Reason);
