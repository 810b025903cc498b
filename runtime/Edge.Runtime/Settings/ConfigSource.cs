using Edge.Contracts;
using Edge.Dicom;

namespace Edge.Runtime.Settings;

/// <summary>What the configuration is made of besides what is set on the page, as it was at the start.</summary>
/// <param name="Path">The file.</param>
/// <param name="File">What it held.</param>
/// <param name="Overrides">What the command line says over it, <c>KEY=VALUE</c>.</param>
internal sealed record ConfigSource(string Path, ReadOnlyMemory<byte> File, IReadOnlyList<string> Overrides)
{
    /// <summary>The configuration with what is set on the page, checked as at a start.</summary>
    public ConfigOutcome With(ConfigOverlay? overlay) => ConfigFile.Parse(
        File.Span,
        System.IO.Path.GetDirectoryName(System.IO.Path.GetFullPath(Path))!,
        Overrides,
        static keyword => DicomDictionary.TryFindKeyword(keyword, out _),
        overlay);

    /// <summary>True where the command line sets <paramref name="path"/>, steps divided by points, or what it lies in.</summary>
    public bool IsOverridden(string path) => Overrides.Any(said => ConfigOverlay.IsWithin(path, KeyOf(said)));

    /// <summary>True where the command line sets the section or something in it, so that the page cannot.</summary>
    public bool IsLocked(string section) => IsOverridden(section) || Overrides.Any(said => ConfigOverlay.IsWithin(KeyOf(said), section));

    private static string KeyOf(string said) => said.Split('=')[0];
}
