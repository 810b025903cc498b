using Edge.Contracts;

namespace Edge.Ctl.Infer;

/// <summary>One unit of work of a folder.</summary>
/// <param name="Unit">What the inference program is given.</param>
/// <param name="Files">Its files, below the folder.</param>
/// <param name="Attributes">What evaluations group it by.</param>
/// <param name="Held">Why it is not run; null when it is.</param>
internal sealed record FolderUnit(JobUnit Unit, IReadOnlyList<string> Files, UnitAttributes Attributes, string? Held)
{
    /// <summary>The UID that reports name it by.</summary>
    public string Uid => Unit.SopInstanceUid ?? Unit.SeriesInstanceUid;

    /// <summary>Its identity as results have it.</summary>
    public ResultUnit Identity => new(Unit.Kind, Unit.StudyInstanceUid, Unit.SeriesInstanceUid, Unit.SopInstanceUid, Unit.Revision);
}
