using Edge.Contracts;
using Edge.Ctl.Appliance;

namespace Edge.Ctl.Study;

/// <summary>Studies as a table: one row per unit of work, and one for a study that has none yet.</summary>
internal static class StudyTable
{
    /// <summary>Prints it.</summary>
    public static void Write(IReadOnlyList<StudySummary> studies) => Listing.WriteTable(
        ["Study", "State", "From", "Objects", "Unit", "Modality", "Revision", "Model", "Unit state", "Outcome", "Found", "Why"],
        studies.SelectMany(study => study.Units.Count == 0 ? [Row(study, null)] : study.Units.Select(unit => Row(study, unit))));

    private static IReadOnlyList<string?> Row(StudySummary study, UnitSummary? unit) =>
    [
        study.StudyInstanceUid,
        study.State,
        study.CallingAe,
        Cells.Number(study.Instances),
        unit is null ? null : $"{Cells.Kind(unit.Kind)} {unit.SopInstanceUid ?? unit.SeriesInstanceUid}",
        unit?.Modality,
        unit is null ? null : Cells.Number(unit.Revision),
        unit?.Model,
        unit?.State,
        Cells.Outcome(unit?.Outcome),
        unit?.Found,
        unit?.Reason ?? (unit is null ? study.CompleteReason : null),
    ];
}
