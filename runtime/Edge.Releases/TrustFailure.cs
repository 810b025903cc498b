namespace Edge.Releases;

/// <summary>Why something offered is not trusted.</summary>
public enum TrustFailure
{
    /// <summary>It is not what its format says: not JSON, a member is missing or of the wrong type, a name is unsafe.</summary>
    Malformed,

    /// <summary>Too few valid signatures of the keys that may sign it (arbitrary software attack).</summary>
    NotSigned,

    /// <summary>It is older than what was trusted before (rollback attack).</summary>
    Rollback,

    /// <summary>It has expired (freeze attack).</summary>
    Freeze,

    /// <summary>Its length, hash or version is not what the metadata above it says (mix-and-match attack).</summary>
    Mismatch,

    /// <summary>The source has no such file, or no trusted metadata names it.</summary>
    NotFound,

    /// <summary>It is longer than its limit (endless data attack).</summary>
    TooLarge,

    /// <summary>It came more slowly than the least speed (slow retrieval attack).</summary>
    TooSlow,

    /// <summary>The source did not answer, or answered with an error.</summary>
    Unreachable,

    /// <summary>A release has a file too many, a file too few, or one that is no regular file.</summary>
    WrongFiles,

    /// <summary>It is not meant for this device: another device kind, or a newer runtime is needed.</summary>
    WrongDevice,

    /// <summary>Trusted metadata on this machine cannot be read, or another process is using it.</summary>
    Store,
}
