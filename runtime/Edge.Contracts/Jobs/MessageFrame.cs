using System.Buffers.Binary;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;

namespace Edge.Contracts;

/// <summary>How messages travel between runtime and inference process: 4 bytes little-endian length, then that many bytes of UTF-8 JSON.</summary>
public static class MessageFrame
{
    /// <summary>Largest message, in bytes.</summary>
    public const int SizeMaxBytes = 16 * 1024 * 1024;

    private const int HeaderBytes = 4;

    /// <summary>Writes one message with a single write and flushes.</summary>
    /// <exception cref="IOException">The other side is gone, or the message is larger than <see cref="SizeMaxBytes"/>.</exception>
    public static async ValueTask WriteAsync<T>(Stream stream, T message, JsonTypeInfo<T> type, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(stream);
        byte[] json = JsonSerializer.SerializeToUtf8Bytes(message, type);
        if (json.Length > SizeMaxBytes)
        {
            throw new IOException($"A message of {json.Length} bytes exceeds the limit of {SizeMaxBytes} bytes.");
        }

        byte[] frame = new byte[HeaderBytes + json.Length];
        BinaryPrimitives.WriteInt32LittleEndian(frame, json.Length);
        json.CopyTo(frame, HeaderBytes);
        await stream.WriteAsync(frame, cancellationToken);
        await stream.FlushAsync(cancellationToken);
    }

    /// <summary>Reads one message.</summary>
    /// <returns>The message, or null when the other side closed between messages.</returns>
    /// <exception cref="IOException">The stream ended within a message, or a length or its JSON is not valid.</exception>
    public static async ValueTask<T?> ReadAsync<T>(Stream stream, JsonTypeInfo<T> type, CancellationToken cancellationToken)
        where T : class
    {
        ArgumentNullException.ThrowIfNull(stream);
        byte[] header = new byte[HeaderBytes];
        int read = await stream.ReadAtLeastAsync(header, HeaderBytes, throwOnEndOfStream: false, cancellationToken);
        if (read == 0)
        {
            return null;
        }

        int length = read == HeaderBytes ? BinaryPrimitives.ReadInt32LittleEndian(header) : -1;
        if (length is < 2 or > SizeMaxBytes)
        {
            throw new IOException($"A message frame of {length} bytes is not valid; the limit is {SizeMaxBytes} bytes.");
        }

        byte[] json = new byte[length];
        await stream.ReadExactlyAsync(json, cancellationToken);
        try
        {
            return JsonSerializer.Deserialize(json, type) ?? throw new IOException("A message frame held null.");
        }
        catch (Exception exception) when (exception is JsonException or NotSupportedException)
        {
            // A message without its kind is one that the serializer does not support.
            throw new IOException("A message frame did not hold a known message.", exception);
        }
    }
}
