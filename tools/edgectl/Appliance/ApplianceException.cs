namespace Edge.Ctl.Appliance;

/// <summary>The appliance could not do what was asked. The message is what the operator reads; edgectl exits with 1.</summary>
internal sealed class ApplianceException : Exception
{
    /// <summary>With what is wrong and what to do.</summary>
    public ApplianceException(string message)
        : base(message)
    {
    }

    /// <summary>With what is wrong and what to do, and why.</summary>
    public ApplianceException(string message, Exception innerException)
        : base(message, innerException)
    {
    }

    /// <summary>Without a reason.</summary>
    public ApplianceException()
    {
    }
}
