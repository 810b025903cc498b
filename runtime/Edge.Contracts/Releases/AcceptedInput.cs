namespace Edge.Contracts;

/// <summary>Limits on what a model may be given. A null member accepts anything; what is outside any other gets not-applicable with the reason.</summary>
public sealed record AcceptedInput
{
    /// <summary>SOP Class UIDs (0008,0016).</summary>
    public required IReadOnlyList<string>? SopClassUids { get; init; }

    /// <summary>Modality (0008,0060) values.</summary>
    public required IReadOnlyList<string>? Modalities { get; init; }

    /// <summary>Body Part Examined (0018,0015) values.</summary>
    public required IReadOnlyList<string>? BodyParts { get; init; }

    /// <summary>View Position (0018,5101) values such as PA or MLO, or Code Values of View Code Sequence (0054,0220); one of either suffices.</summary>
    public required IReadOnlyList<string>? Views { get; init; }

    /// <summary>Image Laterality (0020,0062) values, where absent Laterality (0020,0060): R, L, B or U.</summary>
    public required IReadOnlyList<string>? Lateralities { get; init; }

    /// <summary>Photometric Interpretation (0028,0004) values.</summary>
    public required IReadOnlyList<string>? PhotometricInterpretations { get; init; }

    /// <summary>Rows (0028,0010), in pixels.</summary>
    public required ValueRange? Rows { get; init; }

    /// <summary>Columns (0028,0011), in pixels.</summary>
    public required ValueRange? Columns { get; init; }

    /// <summary>Number of slices in the volume.</summary>
    public required ValueRange? Slices { get; init; }

    /// <summary>Distance between slice centres along the normal, in mm.</summary>
    public required ValueRange? SliceSpacingMm { get; init; }

    /// <summary>Pixel Spacing (0028,0030), where absent Imager Pixel Spacing (0018,1164), each of its values, in mm.</summary>
    public required ValueRange? PixelSpacingMm { get; init; }

    /// <summary>
    /// Planes of Image Orientation (Patient) (0020,0037): <c>axial</c>, <c>coronal</c>, <c>sagittal</c>, by the patient axis that lies nearest to the
    /// slices' normal (head to feet, front to back, side to side).
    /// </summary>
    public required IReadOnlyList<string>? Planes { get; init; }

    /// <summary>Angle between the slices' normal and that patient axis, in degrees: 0 for straight slices, at most 54.8.</summary>
    public required ValueRange? ObliqueDegrees { get; init; }
}
