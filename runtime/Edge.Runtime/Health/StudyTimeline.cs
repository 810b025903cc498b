using System.Globalization;
using Edge.Contracts;
using Edge.Runtime.Store;

namespace Edge.Runtime.Health;

/// <summary>Puts what is known of a study in the order in which it happened.</summary>
internal static class StudyTimeline
{
    private const double BytesPerMiB = 1024 * 1024;

    /// <summary>The entries, the earliest first.</summary>
    public static IReadOnlyList<TimelineEntry> Of(
        StudyLine study, long bytes, long? completeAt, long? routedAt, IReadOnlyList<JobTimes> jobs, IReadOnlyList<Sending> sendings)
    {
        var entries = new List<TimelineEntry>
        {
            new(study.FirstReceivedAt, "First object stored", $"from {study.From}", null, "receive"),
        };
        if (study.LastReceivedAt > study.FirstReceivedAt)
        {
            entries.Add(new(
                study.LastReceivedAt,
                "Last object stored",
                string.Create(CultureInfo.InvariantCulture, $"{study.Instances} objects, {bytes / BytesPerMiB:0.#} MiB"),
                (study.LastReceivedAt - study.FirstReceivedAt).TotalMilliseconds,
                "receive"));
        }

        if (completeAt is { } complete)
        {
            entries.Add(new(Time(complete), "Study complete", study.CompleteReason, complete - study.LastReceivedAt.ToUnixTimeMilliseconds(), "receive"));
        }

        if (routedAt is { } routed)
        {
            entries.Add(new(
                Time(routed),
                "Routed",
                study.UnitCount == 1 ? "1 unit of work" : $"{study.UnitCount} units of work",
                completeAt is { } from ? routed - from : null,
                "route"));
        }

        entries.AddRange(jobs.SelectMany(OfJob));
        entries.AddRange(sendings.SelectMany(OfSending));
        return [.. entries.OrderBy(entry => entry.At)];
    }

    private static IEnumerable<TimelineEntry> OfJob(JobTimes job)
    {
        string model = $"{job.Model} {job.ModelVersion}";
        ResultDocument? document = StoredDocument.Read(job.Document, out _);
        if (document is null || job.CommittedAt is not { } committed)
        {
            yield return new(Time(job.CreatedAt), job.State == "leased" ? "Running" : $"Job {job.State}", job.Reason is null ? model : $"{model}: {job.Reason}", null,
                job.State is "quarantined" or "cancelled" ? "trouble" : "run");
            yield break;
        }

        StageTimings took = document.Timings;
        var started = Time(committed - (long)took.TotalMs);
        yield return new(started, "Model started", $"{model}, after waiting", Math.Max(0, (started - Time(job.CreatedAt)).TotalMilliseconds), "run");
        yield return new(
            Time(committed),
            document.Outcome switch
            {
                ResultOutcome.Completed => "Result committed",
                ResultOutcome.NotApplicable => "Model does not apply",
                _ => "Model failed",
            },
            document.Reason ?? string.Create(
                CultureInfo.InvariantCulture,
                $"read {took.LoadMs:0} ms, prepare {took.PreprocessMs:0} ms, infer {took.InferMs:0} ms, evaluate {took.PostprocessMs:0} ms, write objects {took.ObjectsMs:0} ms"),
            took.TotalMs,
            document.Outcome == ResultOutcome.Failed ? "trouble" : "result");
    }

    private static IEnumerable<TimelineEntry> OfSending(Sending one)
    {
        string to = one.Destination.StartsWith("pacs:", StringComparison.Ordinal) ? $"archive {one.Destination[5..]}" : "central operations";
        string what = Named(one.Kind);
        if (one.State is "set-aside")
        {
            yield return new(Time(one.CreatedAt), $"{what} for {to} was set aside", one.Reason, null, "trouble");
            yield break;
        }

        if (one.TakenAt is { } taken)
        {
            yield return new(Time(taken), $"{what} taken by {to}", one.DeliveredAt is null ? "not committed yet" : null, taken - one.CreatedAt, "send");
        }
        else
        {
            yield return new(Time(one.CreatedAt), $"{what} waits for {to}", one.Reason, null, "send");
        }

        if (one.DeliveredAt is { } delivered && delivered != one.TakenAt)
        {
            yield return new(Time(delivered), $"{what} committed by {to}", null, delivered - (one.TakenAt ?? one.CreatedAt), "send");
        }
    }

    private static string Named(string? kind) => kind switch
    {
        "sr" => "Report",
        "seg" => "Segmentation",
        "sc" => "Picture",
        "rejection-note" => "Rejection note",
        _ => "Result message",
    };

    private static DateTimeOffset Time(long milliseconds) => DateTimeOffset.FromUnixTimeMilliseconds(milliseconds);
}
