namespace Edge.Inference.Engine;

/// <summary>The gates in front of a rung, in their order, as messages and reasons name them.</summary>
internal static class Gate
{
    /// <summary>The provider is appended.</summary>
    public const string Provider = "provider";

    /// <summary>The session is made within its deadline, no other at the same time.</summary>
    public const string Session = "session";

    /// <summary>The provider took enough of the nodes.</summary>
    public const string Nodes = "nodes";

    /// <summary>The network runs at each declared shape.</summary>
    public const string WarmUp = "warm-up";

    /// <summary>The golden cases agree, without a value that is no finite number.</summary>
    public const string Golden = "golden";
}
