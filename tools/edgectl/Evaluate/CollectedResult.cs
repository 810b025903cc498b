using Edge.Contracts;
using Edge.Ctl.Infer;

namespace Edge.Ctl.Evaluate;

/// <summary>A result found in a folder.</summary>
/// <param name="Directory">Its directory.</param>
/// <param name="Document">What it says.</param>
/// <param name="Attributes">What its unit is grouped by; null where nothing is beside it that says so.</param>
internal sealed record CollectedResult(string Directory, ResultDocument Document, UnitAttributes? Attributes)
{
    /// <summary>The UID that reports name its unit by.</summary>
    public string Uid => Document.Lineage.Unit.SopInstanceUid ?? Document.Lineage.Unit.SeriesInstanceUid;
}
