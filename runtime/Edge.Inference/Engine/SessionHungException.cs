namespace Edge.Inference.Engine;

/// <summary>Making a session did not end in time. Nothing can interrupt it, so that the process has to be replaced.</summary>
internal sealed class SessionHungException : Exception
{
    /// <summary>A hang without words.</summary>
    public SessionHungException()
        : this("Making a session did not end in time.")
    {
    }

    /// <summary>A hang in words.</summary>
    public SessionHungException(string message)
        : base(message)
    {
    }

    /// <summary>A hang that another exception told of.</summary>
    public SessionHungException(string message, Exception innerException)
        : base(message, innerException)
    {
    }
}
