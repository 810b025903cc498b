namespace Edge.Releases;

/// <summary>Something offered was refused. Nothing of it was taken over; trying again later is safe.</summary>
public sealed class TrustException : Exception
{
    /// <summary>Creates one.</summary>
    /// <param name="failure">Why.</param>
    /// <param name="message">What was refused and why, in words an operator can read.</param>
    public TrustException(TrustFailure failure, string message)
        : base(message) => Failure = failure;

    /// <summary>Creates one.</summary>
    /// <param name="failure">Why.</param>
    /// <param name="message">What was refused and why, in words an operator can read.</param>
    /// <param name="innerException">What it was seen by.</param>
    public TrustException(TrustFailure failure, string message, Exception innerException)
        : base(message, innerException) => Failure = failure;

    /// <summary>Creates one for malformed input.</summary>
    public TrustException()
    {
    }

    /// <summary>Creates one for malformed input.</summary>
    /// <param name="message">What was refused and why.</param>
    public TrustException(string message)
        : base(message)
    {
    }

    /// <summary>Creates one for malformed input.</summary>
    /// <param name="message">What was refused and why.</param>
    /// <param name="innerException">What it was seen by.</param>
    public TrustException(string message, Exception innerException)
        : base(message, innerException)
    {
    }

    /// <summary>Why it was refused.</summary>
    public TrustFailure Failure { get; }
}
