namespace Edge.Releases.Tuf.Metadata;

/// <summary>Metadata that says who signs for another role: root for the top level, targets for what it delegates.</summary>
internal interface IDelegator
{
    /// <summary>Requires that a role's file is signed by a threshold of the keys this metadata names for it.</summary>
    /// <exception cref="TrustException">It is not.</exception>
    void RequireSigned(string role, Envelope file);
}
