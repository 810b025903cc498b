namespace Edge.Contracts;

/// <summary>The result of an earlier revision that a job's result replaces.</summary>
/// <param name="ResultId">Its identity.</param>
/// <param name="Objects">Its DICOM objects; empty when it had none.</param>
public sealed record ReplacedResult(string ResultId, IReadOnlyList<ResultObject> Objects);
