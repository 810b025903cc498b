namespace Edge.Contracts;

/// <summary>
/// The payload on <c>update/request</c>: a device asks for blocks of a file of the releases' tree. Each block is answered by a message to the request's
/// response topic, with its correlation data and the user properties of <see cref="BlockAnswer"/>; its payload is the bytes.
/// </summary>
/// <param name="SchemaVersion">Version of this format; <see cref="CurrentSchemaVersion"/>.</param>
/// <param name="Path">Names of folders and the file, for example <c>metadata</c>, <c>timestamp.json</c>.</param>
/// <param name="Offset">First byte; a multiple of <see cref="BlockBytes"/>.</param>
/// <param name="Count">How many blocks, 1 to <see cref="WindowBlocks"/>; fewer come where the file ends.</param>
public sealed record BlockRequest(int SchemaVersion, IReadOnlyList<string> Path, long Offset, int Count)
{
    /// <summary>The schema version this code writes.</summary>
    public const int CurrentSchemaVersion = 1;

    /// <summary>Bytes of a block; the last of a file has what is left.</summary>
    public const int BlockBytes = 128 * 1024;

    /// <summary>Blocks on their way to a device at once, at most.</summary>
    public const int WindowBlocks = 8;

    /// <summary>How long a broker keeps a request or a block for a receiver that is away; it is asked again then.</summary>
    public static TimeSpan Expiry { get; } = TimeSpan.FromSeconds(60);
}
