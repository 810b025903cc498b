namespace Edge.Updater.Appliance;

/// <summary>The runtime does not answer. That is no fault of a release: what needs it waits.</summary>
internal sealed class RuntimeDownException : Exception
{
    /// <summary>Without a reason.</summary>
    public RuntimeDownException()
    {
    }

    /// <summary>With a reason.</summary>
    public RuntimeDownException(string message)
        : base(message)
    {
    }

    /// <summary>With a reason and its cause.</summary>
    public RuntimeDownException(string message, Exception innerException)
        : base(message, innerException)
    {
    }
}
