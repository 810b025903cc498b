namespace Edge.Dicom.Tests.Json;

/// <summary>One place where another tool's JSON is not ours, named by what kind of difference it is.</summary>
/// <param name="Kind">A name that deviations.tsv must list with its reason; "unexplained" never is.</param>
/// <param name="Path">Tags and item numbers from the outside in.</param>
/// <param name="Ours">What we wrote.</param>
/// <param name="Theirs">What the tool wrote.</param>
public sealed record JsonDifference(string Kind, string Path, string Ours, string Theirs);
