using System.Globalization;
using Edge.Contracts;

namespace Edge.Ctl.Appliance;

/// <summary>Cells of tables that several verbs print.</summary>
internal static class Cells
{
    /// <summary>A time in UTC, to the second.</summary>
    public static string Time(DateTimeOffset time) => time.UtcDateTime.ToString("u", CultureInfo.InvariantCulture);

    /// <summary>A whole number.</summary>
    public static string Number(long number) => number.ToString(CultureInfo.InvariantCulture);

    /// <summary>An outcome as JSON has it.</summary>
    public static string? Outcome(ResultOutcome? outcome) => outcome switch
    {
        ResultOutcome.Completed => "completed",
        ResultOutcome.NotApplicable => "not-applicable",
        ResultOutcome.Failed => "failed",
        _ => null,
    };

    /// <summary>An urgency as JSON has it.</summary>
    public static string Urgency(JobUrgency urgency) => urgency switch
    {
        JobUrgency.Stat => "stat",
        JobUrgency.Routine => "routine",
        _ => "backfill",
    };

    /// <summary>A kind of object as JSON has it.</summary>
    public static string Object(ResultObjectKind kind) => kind switch
    {
        ResultObjectKind.StructuredReport => "sr",
        ResultObjectKind.Segmentation => "seg",
        ResultObjectKind.SecondaryCapture => "sc",
        _ => "rejection-note",
    };

    /// <summary>A kind of unit as JSON has it.</summary>
    public static string Kind(UnitKind kind) => kind == UnitKind.Instance ? "instance" : "series";
}
