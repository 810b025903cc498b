using System.Globalization;
using System.Text.RegularExpressions;
using Edge.Contracts;
using Edge.Dicom;

namespace Edge.Runtime.Routing;

/// <summary>
/// A test on one attribute. One of its values must pass. Text is compared as it stands, case included, without the padding that PS3.5 6.2
/// allows around it.
/// </summary>
internal sealed class AttributePredicate
{
    private static readonly TimeSpan MatchTimeMax = TimeSpan.FromMilliseconds(100);

    private readonly DicomTag _tag;
    private readonly Func<IReadOnlyList<string>, bool> _holds;

    private AttributePredicate(DicomTag tag, string words, Func<IReadOnlyList<string>, bool> holds)
    {
        _tag = tag;
        Words = words;
        _holds = holds;
    }

    /// <summary>The attribute it looks at.</summary>
    public DicomTag Tag => _tag;

    /// <summary>The predicate in words, as configured.</summary>
    public string Words { get; }

    /// <summary>Makes a predicate of its configuration, which has been validated.</summary>
    /// <exception cref="InvalidOperationException">PS3.6 has no such attribute, or no test is given: the configuration was not checked.</exception>
    public static AttributePredicate From(PredicateConfig config)
    {
        string name = config.Attribute;
        if (!AttributeTag.TryParse(name, out DicomTag tag))
        {
            throw new InvalidOperationException($"PS3.6 has no attribute '{name}'.");
        }

        if (config.Present is { } present)
        {
            return new(tag, present ? $"{name} is present" : $"{name} is absent", values => values.Count > 0 == present);
        }

        if (config.EqualTo is { } wanted)
        {
            return new(tag, $"{name} equals {wanted}", values => values.Contains(wanted, StringComparer.Ordinal));
        }

        if (config.In is { } list)
        {
            var set = list.ToHashSet(StringComparer.Ordinal);
            return new(tag, $"{name} is one of {string.Join(", ", list)}", values => values.Any(set.Contains));
        }

        if (config.Matches is { } pattern)
        {
            var regex = new Regex(pattern, RegexOptions.NonBacktracking | RegexOptions.CultureInvariant, MatchTimeMax);
            return new(tag, $"{name} matches {pattern}", values => values.Any(value => IsMatch(regex, value)));
        }

        return config.Range is { } range
            ? new(tag, InWords(name, range), values => values.Any(value => InstanceHeader.TryNumber(value, out double number) && range.Contains(number)))
            : throw new InvalidOperationException($"The predicate on '{name}' has no test.");
    }

    /// <summary>Tests a header.</summary>
    public PredicateVerdict Test(InstanceHeader header)
    {
        IReadOnlyList<string> values = header[_tag];
        bool held = header.Problem is null && _holds(values);
        return new PredicateVerdict(Words, held, values.Count == 0 ? null : string.Join('\\', values));
    }

    private static string InWords(string name, ValueRange range) =>
        string.Create(CultureInfo.InvariantCulture, $"{name} is within {range.Min} to {range.Max}");

    private static bool IsMatch(Regex regex, string value)
    {
        try
        {
            return regex.IsMatch(value);
        }
        catch (RegexMatchTimeoutException)
        {
            return false;
        }
    }
}
