namespace Edge.Contracts;

/// <summary>What a job's result replaces.</summary>
/// <param name="ResultId">Identity of the latest result of an earlier revision.</param>
/// <param name="Objects">DICOM objects of the latest such result that made any, which need not be that one; empty when none did.</param>
public sealed record ReplacedResult(string ResultId, IReadOnlyList<ResultObject> Objects);
