using System.Globalization;
using System.Text;
using Edge.Contracts;
using Edge.Dicom;

namespace Edge.Runtime.Inbox;

/// <summary>
/// A number of objects that an object itself announces. The index keeps them as text, separated by spaces: <c>Keyword=NUMBER</c>, or
/// <c>Keyword:SCOPE=NUMBER</c> where the number holds for a part of the series.
/// </summary>
/// <param name="Keyword">Keyword of PS3.6.</param>
/// <param name="Scope">Acquisition Number or Concatenation UID; empty for the whole.</param>
/// <param name="Number">The number, 1 to <see cref="NumberMax"/>.</param>
internal readonly record struct ExpectedCount(string Keyword, string Scope, int Number)
{
    /// <summary>Number of Frames (0028,0008): frames of the object itself.</summary>
    public const string Frames = "NumberOfFrames";

    /// <summary>Number of Temporal Positions (0020,0105): times each slice is there.</summary>
    public const string TemporalPositions = "NumberOfTemporalPositions";

    /// <summary>Larger numbers are no counts of objects.</summary>
    public const int NumberMax = 10_000_000;

    /// <summary>Attributes that <see cref="From"/> looks at.</summary>
    public static readonly IReadOnlyList<DicomTag> Tags =
    [
        DicomTag.AcquisitionNumber,
        DicomTag.NumberOfTemporalPositions,
        DicomTag.ImagesInAcquisition,
        DicomTag.NumberOfStudyRelatedInstances,
        DicomTag.NumberOfSeriesRelatedInstances,
        DicomTag.ConcatenationUID,
        DicomTag.InConcatenationTotalNumber,
        DicomTag.NumberOfFrames,
        DicomTag.NumberOfRRIntervals,
        DicomTag.NumberOfTimeSlots,
        DicomTag.NumberOfSlices,
        DicomTag.NumberOfTimeSlices,
        DicomTag.SeriesType,
    ];

    /// <summary>What a data set announces, as text; null when nothing.</summary>
    public static string? From(DicomDataset dataset)
    {
        StringBuilder? text = null;
        Add(ref text, ExpectedCountNames.Study, "", Count(dataset, DicomTag.NumberOfStudyRelatedInstances));
        Add(ref text, ExpectedCountNames.Series, "", Count(dataset, DicomTag.NumberOfSeriesRelatedInstances));
        if (Count(dataset, DicomTag.ImagesInAcquisition) is > 0 and int images)
        {
            string acquisition = dataset.TryGetInt32(DicomTag.AcquisitionNumber, out int number) ? number.ToString(CultureInfo.InvariantCulture) : "";
            Add(ref text, ExpectedCountNames.Acquisition, acquisition, images);
        }

        if (dataset.GetString(DicomTag.ConcatenationUID) is { } concatenation && ObjectHeader.IsUsable(concatenation))
        {
            Add(ref text, ExpectedCountNames.Concatenation, concatenation, Count(dataset, DicomTag.InConcatenationTotalNumber));
        }

        Add(ref text, ExpectedCountNames.PetSlices, "", PetImages(dataset));
        Add(ref text, Frames, "", Count(dataset, DicomTag.NumberOfFrames) is > 1 and int frames ? frames : 0);
        Add(ref text, TemporalPositions, "", Count(dataset, DicomTag.NumberOfTemporalPositions) is > 1 and int positions ? positions : 0);
        return text?.ToString();
    }

    /// <summary>Reads the text back; what is no count is left out.</summary>
    public static IEnumerable<ExpectedCount> Parse(string? text)
    {
        foreach (string entry in (text ?? "").Split(' ', StringSplitOptions.RemoveEmptyEntries))
        {
            int equals = entry.IndexOf('=', StringComparison.Ordinal);
            if (equals > 0 && int.TryParse(entry.AsSpan(equals + 1), NumberStyles.None, CultureInfo.InvariantCulture, out int number))
            {
                string name = entry[..equals];
                int colon = name.IndexOf(':', StringComparison.Ordinal);
                yield return colon < 0 ? new ExpectedCount(name, "", number) : new ExpectedCount(name[..colon], name[(colon + 1)..], number);
            }
        }
    }

    private static void Add(ref StringBuilder? text, string keyword, string scope, int number)
    {
        if (number > 0)
        {
            text ??= new StringBuilder();
            text.Append(text.Length == 0 ? "" : " ").Append(keyword).Append(scope.Length == 0 ? "" : ":").Append(scope)
                .Append('=').Append(CultureInfo.InvariantCulture, $"{number}");
        }
    }

    private static int Count(DicomDataset dataset, DicomTag tag) =>
        dataset.TryGetInt32(tag, out int number) && number is > 0 and <= NumberMax ? number : 0;

    // PS3.3 C.8.9.1: every series has slices; a dynamic one has them for each time slice, a gated one for each time slot of each R-R interval.
    private static int PetImages(DicomDataset dataset)
    {
        int slices = Count(dataset, DicomTag.NumberOfSlices);
        if (slices == 0 || dataset.GetString(DicomTag.SeriesType) is not { } type)
        {
            return 0;
        }

        long images = type switch
        {
            "STATIC" or "WHOLE BODY" => slices,
            "DYNAMIC" => (long)slices * Count(dataset, DicomTag.NumberOfTimeSlices),
            "GATED" => (long)slices * Count(dataset, DicomTag.NumberOfTimeSlots) * Count(dataset, DicomTag.NumberOfRRIntervals),
            _ => 0,
        };
        return images is > 0 and <= NumberMax ? (int)images : 0;
    }
}
