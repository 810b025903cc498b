namespace Edge.Inference.Engine;

/// <summary>No rung serves a release now. Others may, once an engine is built or the device changes: it says nothing of the release's bytes.</summary>
internal sealed class NoRungException : Exception
{
    /// <summary>No rung, without words.</summary>
    public NoRungException()
        : this("No rung serves.")
    {
    }

    /// <summary>No rung, with the reason of each.</summary>
    public NoRungException(string message)
        : base(message)
    {
    }

    /// <summary>No rung, because of another exception.</summary>
    public NoRungException(string message, Exception innerException)
        : base(message, innerException)
    {
    }
}
