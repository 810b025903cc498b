using System.Globalization;
using Edge.Dicom;

namespace Edge.Runtime.Routing;

/// <summary>What routing looks at of a stored object: the values of some attributes, or why they cannot be read.</summary>
internal sealed class InstanceHeader
{
    private const int ValuesMax = 256;
    private const int ValueLengthMax = 4096;
    private const long ElementSizeMaxBytes = 64 * 1024;

    private static readonly DicomReadOptions Options = DicomReadOptions.Header with { MaxValueBytes = ElementSizeMaxBytes };

    private readonly Dictionary<DicomTag, IReadOnlyList<string>> _values;

    private InstanceHeader(Dictionary<DicomTag, IReadOnlyList<string>> values, string? problem)
    {
        _values = values;
        Problem = problem;
    }

    /// <summary>Why the header cannot be read, in a sentence without its full stop; null when it can.</summary>
    public string? Problem { get; }

    /// <summary>Reads a file up to its pixel data and keeps the values of <paramref name="tags"/>.</summary>
    /// <param name="path">A Part 10 file.</param>
    /// <param name="tags">Attributes of the data set itself; those within sequences are not looked at.</param>
    /// <remarks>A file that is missing, malformed or on a failing part of the disk is a <see cref="Problem"/>: others must not wait for it.</remarks>
    public static InstanceHeader Read(string path, IEnumerable<DicomTag> tags)
    {
        try
        {
            HashSet<DicomTag> asked = [.. tags];
            DicomReadOptions options = Options with { KeepTags = new HashSet<DicomTag>(asked) { DicomTag.SpecificCharacterSet } };
            DicomDataset dataset = DicomFile.Open(path, options).Dataset;
            return new InstanceHeader(asked.ToDictionary(tag => tag, tag => ValuesOf(dataset, tag)), null);
        }
        catch (DicomFormatException exception)
        {
            return new InstanceHeader([], $"it is malformed ({exception.Message})");
        }
        catch (Exception exception) when (exception is FileNotFoundException or DirectoryNotFoundException)
        {
            return new InstanceHeader([], "its file is missing from the inbox");
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            return new InstanceHeader([], $"its file cannot be read ({exception.Message})");
        }
    }

    /// <summary>Values of an attribute as text, empty ones left out; none when it is absent, empty, or not text or numbers.</summary>
    public IReadOnlyList<string> this[DicomTag tag] => _values.GetValueOrDefault(tag, []);

    /// <summary>Reads a value as a number.</summary>
    public static bool TryNumber(string value, out double number) =>
        double.TryParse(value, NumberStyles.Float, CultureInfo.InvariantCulture, out number) && double.IsFinite(number);

    private static IReadOnlyList<string> ValuesOf(DicomDataset dataset, DicomTag tag) =>
    [
        .. dataset.GetStrings(tag)
            .Where(value => value.Length is > 0 and <= ValueLengthMax)
            .Take(ValuesMax),
    ];
}
