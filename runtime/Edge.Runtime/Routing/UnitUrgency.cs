using System.Globalization;
using Edge.Contracts;
using Edge.Dicom;

namespace Edge.Runtime.Routing;

/// <summary>How urgent a unit is: as its route says, else as Requested Procedure Priority (0040,1003) says, else by its age.</summary>
internal static class UnitUrgency
{
    private const string DateFormat = "yyyyMMdd";

    private static readonly DicomTag[] Dates = [DicomTag.AcquisitionDate, DicomTag.SeriesDate, DicomTag.StudyDate];

    /// <summary>Attributes it looks at.</summary>
    public static IReadOnlyList<DicomTag> Tags { get; } = [DicomTag.RequestedProcedurePriority, .. Dates];

    /// <summary>The urgency of a unit.</summary>
    /// <param name="route">Its route.</param>
    /// <param name="header">Header of the object that speaks for it, with <see cref="Tags"/>.</param>
    /// <param name="now">When it came.</param>
    /// <param name="scheduling">From which age on it is backfill.</param>
    public static JobUrgency Of(Route? route, InstanceHeader header, DateTimeOffset now, SchedulingConfig scheduling)
    {
        if (route?.Urgency is { } configured)
        {
            return configured;
        }

        // Defined terms of PS3.3 Table C.4-11.
        switch (header[DicomTag.RequestedProcedurePriority] is [var priority, ..] ? priority : null)
        {
            case "STAT" or "HIGH":
                return JobUrgency.Stat;
            case "LOW":
                return JobUrgency.Backfill;
            case "ROUTINE" or "MEDIUM":
                return JobUrgency.Routine;
        }

        return Acquired(header) is { } at && now - at > scheduling.BackfillAfter ? JobUrgency.Backfill : JobUrgency.Routine;
    }

    /// <summary>The end of the day of acquisition where days end last: without a time zone nobody knows better.</summary>
    private static DateTimeOffset? Acquired(InstanceHeader header)
    {
        foreach (string value in Dates.SelectMany(tag => header[tag]))
        {
            if (DateTimeOffset.TryParseExact(value, DateFormat, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out DateTimeOffset day))
            {
                return day.AddDays(1).AddHours(12);
            }
        }

        return null;
    }
}
