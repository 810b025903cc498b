namespace Edge.Inference.Volumes;

/// <summary>Where one slice lies.</summary>
/// <param name="Name">What a refusal calls it: instance number and SOP Instance UID.</param>
/// <param name="Position">Image Position (Patient) (0020,0032), in mm.</param>
/// <param name="Row">Direction along a row, the first three of Image Orientation (Patient) (0020,0037).</param>
/// <param name="Column">Direction along a column, the last three.</param>
internal sealed record SlicePosition(string Name, PatientVector Position, PatientVector Row, PatientVector Column);
