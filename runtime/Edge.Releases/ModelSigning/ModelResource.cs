namespace Edge.Releases.ModelSigning;

/// <summary>A file of a model.</summary>
/// <param name="Name">Path below the model's folder, with <c>/</c>; <c>.</c> when the model is one file.</param>
/// <param name="Sha256">SHA-256, lower-case hexadecimal.</param>
public sealed record ModelResource(string Name, string Sha256);
