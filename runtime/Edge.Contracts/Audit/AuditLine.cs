using System.Security.Cryptography;
using System.Text;
using System.Text.Json;

namespace Edge.Contracts;

/// <summary>
/// An audit entry as a line: canonical JSON, members in the order of <see cref="AuditEntry"/>, UTF-8, without spaces. The hash is SHA-256 over the line as it would be
/// without its last member, <c>{…,"previous":"…"}</c>, so that every byte counts and any language can check it.
/// </summary>
public static class AuditLine
{
    /// <summary>The longest line that is read, in bytes without its end. What is written is shorter.</summary>
    public const int MaxBytes = 16 * 1024;

    private const string HashMember = ",\"hash\":\"";
    private const string End = "\"}";

    private static readonly int TailBytes = HashMember.Length + AuditHead.NoHash.Length + End.Length;

    /// <summary>Gives an entry its hash, and the line that is written, without line feed.</summary>
    public static (AuditEntry Entry, byte[] Line) Seal(AuditEntry entry)
    {
        ArgumentNullException.ThrowIfNull(entry);
        byte[] unsealed = JsonSerializer.SerializeToUtf8Bytes(entry with { Hash = AuditHead.NoHash }, EdgeJson.Default.AuditEntry);
        AuditEntry done = entry with { Hash = HashOf(unsealed) };
        Encoding.ASCII.GetBytes(done.Hash, unsealed.AsSpan(unsealed.Length - End.Length - done.Hash.Length));
        return (done, unsealed);
    }

    /// <summary>Reads a line, and checks its hash.</summary>
    /// <param name="line">Without line feed.</param>
    /// <param name="entry">What it says, also where the hash is wrong; null where it is no entry at all.</param>
    /// <returns>What is wrong with it; null when it is as it was written.</returns>
    public static string? Read(ReadOnlySpan<byte> line, out AuditEntry? entry)
    {
        entry = null;
        if (line.Length <= TailBytes || line.Length > MaxBytes)
        {
            return "is no entry";
        }

        try
        {
            entry = JsonSerializer.Deserialize(line, EdgeJson.Default.AuditEntry);
        }
        catch (JsonException)
        {
            return "is no entry";
        }

        return entry is null ? "is no entry" : entry.Hash == HashOf(line) ? null : "is not what was written: its hash does not fit";
    }

    private static string HashOf(ReadOnlySpan<byte> line)
    {
        ReadOnlySpan<byte> body = line[..^TailBytes];
        byte[] hashed = new byte[body.Length + 1];
        body.CopyTo(hashed);
        hashed[^1] = (byte)'}';
        return Convert.ToHexStringLower(SHA256.HashData(hashed));
    }
}
