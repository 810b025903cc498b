using Edge.Contracts;

namespace Edge.Runtime.Studies;

/// <summary>A study as its row has it.</summary>
internal sealed record StudyRow(
    string StudyUid,
    string State,
    string CallingAe,
    long Instances,
    long FirstReceivedAt,
    long LastReceivedAt,
    string? CompleteReason,
    long? RoutedAt)
{
    /// <summary>Reads the columns above from studies; a WHERE clause and an order follow.</summary>
    public const string Select =
        """
        SELECT study_uid AS StudyUid, state AS State, calling_ae AS CallingAe, instances AS Instances, first_received_at AS FirstReceivedAt,
               last_received_at AS LastReceivedAt, complete_reason AS CompleteReason, routed_at AS RoutedAt
        FROM studies

        """;

    /// <summary>The study as the API shows it.</summary>
    public StudySummary ToSummary(IEnumerable<UnitRow> units) => new(
        StudyUid,
        State == "complete" && RoutedAt is null ? "routing" : State,
        CallingAe,
        (int)Instances,
        DateTimeOffset.FromUnixTimeMilliseconds(FirstReceivedAt),
        DateTimeOffset.FromUnixTimeMilliseconds(LastReceivedAt),
        CompleteReason,
        [.. units.Select(unit => unit.ToSummary())]);
}
