using System.Text.Json;
using Edge.Contracts;

namespace Edge.Runtime.Inbox;

/// <summary>A message of a verification as one line of JSON.</summary>
internal static class VerifyLine
{
    /// <summary>The line, with its end.</summary>
    public static ReadOnlyMemory<byte> Encode(VerifyMessage message) =>
        (byte[])[.. JsonSerializer.SerializeToUtf8Bytes(message, EdgeJson.Default.VerifyMessage), (byte)'\n'];
}
