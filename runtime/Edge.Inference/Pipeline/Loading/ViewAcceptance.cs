using System.Globalization;
using Edge.Contracts;
using Edge.Dicom;
using Edge.Inference.Volumes;

namespace Edge.Inference.Pipeline.Loading;

/// <summary>Checks from which side an image was taken: view, laterality, plane and obliqueness.</summary>
internal static class ViewAcceptance
{
    /// <summary>Name of the plane whose normal is the patient axis X, Y or Z.</summary>
    private static readonly string[] PlaneNames = ["sagittal", "coronal", "axial"];

    /// <summary>Null, or the first thing that does not fit.</summary>
    public static StageStop? Check(AcceptedInput accepts, SourceInstance instance) =>
        CheckView(accepts.Views, instance) ?? CheckLaterality(accepts.Lateralities, instance) ?? CheckPlane(accepts, instance);

    private static StageStop? CheckView(IReadOnlyList<string>? accepted, SourceInstance instance)
    {
        if (accepted is null)
        {
            return null;
        }

        string[] views =
        [
            .. instance.Attributes.GetStrings(DicomTag.ViewPosition),
            .. instance.Attributes.GetItems(DicomTag.ViewCodeSequence).SelectMany(item => item.GetStrings(DicomTag.CodeValue)),
        ];
        return views.Any(view => accepted.Contains(view, StringComparer.Ordinal))
            ? null
            : StageStop.NotApplicable($"The view of {instance.Name} is {Listed(views)}; the model takes {Listed(accepted)}.");
    }

    private static StageStop? CheckLaterality(IReadOnlyList<string>? accepted, SourceInstance instance)
    {
        if (accepted is null)
        {
            return null;
        }

        string? laterality = instance.Attributes.GetString(DicomTag.ImageLaterality) ?? instance.Attributes.GetString(DicomTag.Laterality);
        return laterality is not null && accepted.Contains(laterality, StringComparer.Ordinal)
            ? null
            : StageStop.NotApplicable($"Laterality of {instance.Name} is {(laterality is null ? "absent" : $"'{laterality}'")}; the model takes {Listed(accepted)}.");
    }

    private static StageStop? CheckPlane(AcceptedInput accepts, SourceInstance instance)
    {
        if (accepts.Planes is null && accepts.ObliqueDegrees is null)
        {
            return null;
        }

        double[]? cosines = instance.Attributes.GetDoubles(DicomTag.ImageOrientationPatient);
        if (cosines is not { Length: 6 })
        {
            return StageStop.NotApplicable($"The {instance.Name} does not say its Image Orientation (Patient), which the model needs.");
        }

        PatientVector normal = new PatientVector(cosines[0], cosines[1], cosines[2]).Cross(new PatientVector(cosines[3], cosines[4], cosines[5]));
        int nearest = Enumerable.Range(0, PlaneNames.Length).MaxBy(axis => Math.Abs(normal[axis]));
        double degrees = Math.Acos(Math.Min(1, Math.Abs(normal[nearest]) / normal.Length)) * 180 / Math.PI;
        if (accepts.Planes is { } planes && !planes.Contains(PlaneNames[nearest], StringComparer.Ordinal))
        {
            return StageStop.NotApplicable($"The {instance.Name} is {PlaneNames[nearest]}; the model takes {string.Join(", ", planes)} images.");
        }

        return accepts.ObliqueDegrees is { } range && !range.Contains(degrees)
            ? StageStop.NotApplicable(string.Create(
                CultureInfo.InvariantCulture,
                $"The {instance.Name} is {degrees:0.#} degrees off {PlaneNames[nearest]}; the model takes {range.Min} to {range.Max} degrees."))
            : null;
    }

    private static string Listed(IReadOnlyList<string> values) => values.Count == 0 ? "absent" : string.Join(", ", values.Select(value => $"'{value}'"));
}
