using System.Globalization;
using Dapper;

namespace Edge.Runtime.Health;

/// <summary>Which studies the page lists. Text of the asker reaches the database as parameters alone.</summary>
internal static class StudyFilter
{
    /// <summary>Longest text that is looked for.</summary>
    private const int TextLengthMax = 128;

    private static readonly string[] States = ["receiving", "complete", "removed"];

    // CROSS JOIN: in this order, from what is rare to the units, whatever SQLite would guess.
    private static readonly Dictionary<string, string> Shows = new(StringComparer.Ordinal)
    {

        // Not rare: the plus keeps the studies in their order, looked up in what was found, instead of sorting all that were found.
        ["found"] =
            "+s.study_uid IN (SELECT u.study_uid FROM results r CROSS JOIN jobs j ON j.id = r.job_id CROSS JOIN units u ON u.id = j.unit_id WHERE r.outcome = 'completed' AND u.current = 1)",
        ["failed"] =
            """
            s.study_uid IN (SELECT u.study_uid FROM jobs j CROSS JOIN units u ON u.id = j.unit_id WHERE j.state = 'quarantined' AND u.current = 1
                            UNION ALL SELECT u.study_uid FROM results r CROSS JOIN jobs j ON j.id = r.job_id CROSS JOIN units u ON u.id = j.unit_id WHERE r.outcome = 'failed' AND u.current = 1)
            """,
        ["not-applicable"] =
            "s.study_uid IN (SELECT u.study_uid FROM results r CROSS JOIN jobs j ON j.id = r.job_id CROSS JOIN units u ON u.id = j.unit_id WHERE r.outcome = 'not-applicable' AND u.current = 1)",
        ["no-model"] = "EXISTS (SELECT 1 FROM units u WHERE u.study_uid = s.study_uid AND u.current = 1 AND u.reason IS NOT NULL)",
        ["working"] =
            "s.study_uid IN (SELECT u.study_uid FROM jobs j CROSS JOIN units u ON u.id = j.unit_id WHERE j.state IN ('queued', 'leased') AND u.current = 1)",
        ["unsent"] =
            """
            s.study_uid IN (SELECT u.study_uid FROM outbox o CROSS JOIN results r ON r.result_id = o.result_id CROSS JOIN jobs j ON j.id = r.job_id CROSS JOIN units u ON u.id = j.unit_id
                            WHERE o.state IN ('waiting', 'stored', 'set-aside') AND u.current = 1)
            """,
    };

    /// <summary>The WHERE clause, and its parameters.</summary>
    /// <param name="text">Part of the UID or of the sender's AE title; null: any.</param>
    /// <param name="state">State of the study; null: any.</param>
    /// <param name="show">What became of it, a key of the table above; null: anything.</param>
    /// <param name="after">Where the page before ended; null: from the newest.</param>
    public static (string Where, DynamicParameters Parameters) Of(string? text, string? state, string? show, string? after)
    {
        var conditions = new List<string>();
        var parameters = new DynamicParameters();
        if (text?.Trim() is { Length: > 0 and <= TextLengthMax } wanted)
        {
            conditions.Add("(instr(s.study_uid, @text) > 0 OR instr(upper(s.calling_ae), upper(@text)) > 0)");
            parameters.Add("text", wanted);
        }

        if (state is not null && States.Contains(state))
        {
            conditions.Add("s.state = @state");
            parameters.Add("state", state);
        }

        if (show is not null && Shows.TryGetValue(show, out string? condition))
        {
            conditions.Add(condition);
        }

        if (after?.Split(' ') is [var at, var uid] && long.TryParse(at, NumberStyles.None, CultureInfo.InvariantCulture, out long lastReceivedAt))
        {
            conditions.Add("(s.last_received_at < @at OR (s.last_received_at = @at AND s.study_uid < @uid))");
            conditions.Add("s.last_received_at <= @at");
            parameters.Add("at", lastReceivedAt);
            parameters.Add("uid", uid);
        }

        return (conditions.Count == 0 ? "" : "WHERE " + string.Join(" AND ", conditions), parameters);
    }
}
