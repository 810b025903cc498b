namespace Edge.Runtime.Stow;

/// <summary>How the reading of a request ended.</summary>
internal enum RequestEnd
{
    /// <summary>Every part was read.</summary>
    Whole,

    /// <summary>The multipart structure is broken, or ends too early (RFC 2046 5.1).</summary>
    Malformed,

    /// <summary>It is larger, or has more parts, than is taken.</summary>
    TooLarge,

    /// <summary>It took too long, or came too slowly.</summary>
    TooSlow,
}
