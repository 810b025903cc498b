namespace Edge.Runtime.Access;

/// <summary>Marks an endpoint that asks for no sign-in from this machine: for a program of monitoring that runs on it.</summary>
internal sealed class OpenToThisMachine
{
    /// <summary>The mark.</summary>
    public static readonly OpenToThisMachine Mark = new();

    private OpenToThisMachine()
    {
    }
}
