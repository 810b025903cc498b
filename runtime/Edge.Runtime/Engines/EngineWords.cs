using System.Globalization;
using Edge.Contracts;

namespace Edge.Runtime.Engines;

/// <summary>Rungs as people read them.</summary>
internal static class EngineWords
{
    private const string Serves = "serves";

    /// <summary>How a model is with one rung.</summary>
    public static RungView View(string rung, EngineUsed? engine, RungRecord? record, DateTimeOffset now)
    {
        if (engine?.Rung == rung)
        {
            return new RungView(rung, Serves, null, null, null);
        }

        if (record is null)
        {
            return new RungView(rung, rung == EngineRungs.Cpu ? "standby" : "waiting", null, null, null);
        }

        return record.State switch
        {
            RungState.Building => new RungView(rung, "building", record.Stage, Math.Round((now - record.Since).TotalSeconds), record.Reason),
            RungState.Built => new RungView(rung, "built", null, null, RefusedWhileServing(rung, engine)),
            RungState.Refused => new RungView(rung, "refused", record.Stage, null, record.Reason),
            RungState.Aborted => new RungView(rung, "aborted", record.Stage, null, record.Reason),
            _ => new RungView(rung, "quarantined", record.Stage, null, record.Reason),
        };
    }

    /// <summary>All rungs on one line, for example <c>cpu serves; tensorrt-fp16 building (session, 312 s)</c>.</summary>
    public static string Of(IEnumerable<RungView> rungs) => string.Join("; ", rungs.OrderByDescending(rung => rung.State == Serves).Select(Of));

    private static string Of(RungView rung)
    {
        string elapsed = rung.ElapsedSeconds is { } seconds ? string.Create(CultureInfo.InvariantCulture, $"{seconds} s") : string.Empty;
        string detail = rung.State switch
        {
            "building" => $" ({string.Join(", ", new[] { rung.Stage, elapsed }.Where(part => !string.IsNullOrEmpty(part)))})",
            "refused" or "aborted" or "quarantined" or "built" when rung.Reason is not null => $" ({rung.Reason.TrimEnd('.')})",
            _ => string.Empty,
        };
        return $"{rung.Rung} {rung.State}{detail}";
    }

    /// <summary>A rung that passed its trial, but not the gates of the process that serves.</summary>
    private static string? RefusedWhileServing(string rung, EngineUsed? engine) =>
        engine?.RefusedRungs.FirstOrDefault(refused => refused.Rung == rung)?.Reason;
}
