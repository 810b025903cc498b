namespace Edge.Releases.ModelSigning;

/// <summary>What a trusted signature says about a model.</summary>
/// <param name="Name">Name it was signed under.</param>
/// <param name="RootSha256">Digest over all its files, hexadecimal.</param>
/// <param name="Resources">Its files.</param>
/// <param name="Signer">Who signed: a key's hint or a certificate's subject.</param>
public sealed record SignedModel(string Name, string RootSha256, IReadOnlyList<ModelResource> Resources, string Signer);
