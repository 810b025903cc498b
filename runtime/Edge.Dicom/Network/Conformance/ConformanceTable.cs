namespace Edge.Dicom.Network;

/// <summary>A table of the conformance statement.</summary>
/// <param name="Columns">Headings.</param>
/// <param name="Rows">Rows of as many cells.</param>
internal sealed record ConformanceTable(IReadOnlyList<string> Columns, IEnumerable<IReadOnlyList<string>> Rows);
