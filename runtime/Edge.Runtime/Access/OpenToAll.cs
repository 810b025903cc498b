namespace Edge.Runtime.Access;

/// <summary>Marks an endpoint that asks for no sign-in: the page's own files, sign-in itself, and what monitoring asks.</summary>
internal sealed class OpenToAll
{
    /// <summary>The mark.</summary>
    public static readonly OpenToAll Mark = new();

    private OpenToAll()
    {
    }
}
