using System.Globalization;
using Edge.Contracts;
using Edge.Dicom;

namespace Edge.Inference.Pipeline.Inputs;

/// <summary>The numbers of inputs that come from attributes and from the grid (docs/manifest.md).</summary>
internal static class AttributeNumbers
{
    private const double DaysInYear = 365.25;
    private const double DaysInWeek = 7;
    private const double MonthsInYear = 12;
    private const string Age = "PatientAge";

    /// <summary>Reads every such input of a manifest, in its order.</summary>
    /// <param name="manifest">The manifest.</param>
    /// <param name="image">The image as the network reads it.</param>
    /// <returns>Null, or what the image does not say; never the value, which may tell about the patient.</returns>
    public static StageStop? Read(ModelManifest manifest, PipelineImage image)
    {
        if (manifest.Inputs.Count == 1)
        {
            return null;
        }

        var inputs = new List<double[]>();
        foreach (AttributeInput input in manifest.Inputs.OfType<AttributeInput>())
        {
            var numbers = new List<double>();
            foreach (InputValue value in input.Values)
            {
                if (Numbers(value, image) is not { } given)
                {
                    return StageStop.NotApplicable($"The {image.Instances[0].Name} does not say its {Needed(value)} in a form that the model takes, and it has no value instead.");
                }

                numbers.AddRange(given);
            }

            inputs.Add([.. numbers]);
        }

        image.AttributeInputs = inputs;
        return null;
    }

    /// <summary>The numbers of one value; null where the image does not say them.</summary>
    public static IReadOnlyList<double>? Numbers(InputValue value, PipelineImage image)
    {
        DicomDataset attributes = image.Instances[0].Attributes;
        return value switch
        {
            NumberValue number => (Number(number, attributes) ?? number.Missing) is { } given ? [(given - number.Subtract) / number.Divide] : null,
            ChoiceValue choice => Choice(choice, attributes),
            SpacingValue { Grid: "source" } spacing => image.SourceSpacingMm(Axis(spacing.Axis)) is { } mm ? [mm] : null,
            SpacingValue spacing => image.SpacingMm(Axis(spacing.Axis)) is { } mm ? [mm] : null,
            SizeValue { Grid: "source" } size => [image.SourceShape[Axis(size.Axis)]],
            SizeValue size => [image.Volume.Shape[Axis(size.Axis)]],
            ConstantValue constant => constant.Numbers,
            _ => throw new InvalidOperationException($"The manifest was checked, yet {value.GetType().Name} is no value."),
        };
    }

    private static string Needed(InputValue value) => value switch
    {
        NumberValue number => number.Attribute,
        ChoiceValue choice => choice.Attribute,
        _ => "Pixel Spacing",
    };

    private static int Axis(string letter) => letter switch { "D" => 0, "H" => 1, _ => 2 };

    private static IReadOnlyList<double>? Choice(ChoiceValue choice, DicomDataset attributes) =>
        Text(choice.Attribute, attributes) is { } text && choice.Choices.TryGetValue(text, out IReadOnlyList<double>? numbers) ? numbers : choice.Otherwise;

    private static double? Number(NumberValue number, DicomDataset attributes)
    {
        string? text = Text(number.Attribute, attributes);
        if (number.Unit is { } unit)
        {
            double? days = text is null && number.Attribute == Age ? DaysSinceBirth(attributes) : Days(text);
            return days / unit switch { "years" => DaysInYear, "months" => DaysInYear / MonthsInYear, "weeks" => DaysInWeek, _ => 1 };
        }

        return DicomDictionary.TryFindKeyword(number.Attribute, out DicomTag tag) && attributes.TryGetDouble(tag, out double value) && double.IsFinite(value) ? value : null;
    }

    private static string? Text(string keyword, DicomDataset attributes) =>
        DicomDictionary.TryFindKeyword(keyword, out DicomTag tag) ? attributes.GetString(tag)?.Trim() : null;

    /// <summary>An Age String, three digits and D, W, M or Y (PS3.5 6.2), in days.</summary>
    private static double? Days(string? age)
    {
        if (age is not { Length: 4 } || !int.TryParse(age.AsSpan(0, 3), NumberStyles.None, CultureInfo.InvariantCulture, out int count))
        {
            return null;
        }

        return age[3] switch
        {
            'Y' => count * DaysInYear,
            'M' => count * (DaysInYear / MonthsInYear),
            'W' => count * DaysInWeek,
            'D' => count,
            _ => null,
        };
    }

    private static double? DaysSinceBirth(DicomDataset attributes) =>
        Date(attributes.GetString(DicomTag.PatientBirthDate)) is { } birth && Date(attributes.GetString(DicomTag.StudyDate)) is { } study && study >= birth
            ? study.DayNumber - birth.DayNumber
            : null;

    private static DateOnly? Date(string? text) =>
        DateOnly.TryParseExact(text, "yyyyMMdd", CultureInfo.InvariantCulture, DateTimeStyles.None, out DateOnly date) ? date : null;
}
