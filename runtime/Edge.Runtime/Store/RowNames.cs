using Edge.Contracts;

namespace Edge.Runtime.Store;

/// <summary>Outcomes and unit kinds as the database writes them, the same words as in JSON.</summary>
internal static class RowNames
{
    /// <summary>Name of an outcome.</summary>
    public static string Name(ResultOutcome outcome) => outcome switch
    {
        ResultOutcome.Completed => "completed",
        ResultOutcome.NotApplicable => "not-applicable",
        _ => "failed",
    };

    /// <summary>Outcome of a name; null for null.</summary>
    public static ResultOutcome? Outcome(string? name) => name switch
    {
        null => null,
        "completed" => ResultOutcome.Completed,
        "not-applicable" => ResultOutcome.NotApplicable,
        _ => ResultOutcome.Failed,
    };

    /// <summary>Name of a kind of unit.</summary>
    public static string Name(UnitKind kind) => kind == UnitKind.Instance ? "instance" : "series";

    /// <summary>Kind of unit of a name.</summary>
    public static UnitKind Kind(string name) => name == "instance" ? UnitKind.Instance : UnitKind.Series;
}
