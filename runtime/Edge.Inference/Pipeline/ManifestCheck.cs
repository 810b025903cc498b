using Edge.Contracts;
using Edge.Dicom;

namespace Edge.Inference.Pipeline;

/// <summary>
/// What a manifest must satisfy beyond its types before its steps may run: the steps rely on it and do not check again. The rules are those that
/// <c>edgectl model check</c> reports.
/// </summary>
internal static class ManifestCheck
{
    /// <summary>The first problem, with its path and what to write instead; null when there is none.</summary>
    public static string? FirstProblem(ModelManifest manifest) =>
        ManifestRules.Check(manifest, static keyword => DicomDictionary.TryFindKeyword(keyword, out _)) is [var first, ..] ? first.ToString() : null;
}
