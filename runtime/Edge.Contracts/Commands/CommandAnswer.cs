using System.Text.Json.Serialization;

namespace Edge.Contracts;

/// <summary>The message on <c>command/ack</c>: what came of a command on a device.</summary>
/// <param name="SchemaVersion">Version of this format; <see cref="CurrentSchemaVersion"/>.</param>
/// <param name="Id">Which command; null where the message that came could not be read.</param>
/// <param name="At">When the device says so, by its clock, UTC.</param>
/// <param name="Outcome">How it came out.</param>
/// <param name="Detail">What was done, or why not and what to do next.</param>
/// <param name="Attachment">The file that was sent before this answer, in blocks on the same topic; null: none was.</param>
[JsonUnmappedMemberHandling(JsonUnmappedMemberHandling.Skip)]
public sealed record CommandAnswer(int SchemaVersion, string? Id, DateTimeOffset At, CommandOutcome Outcome, string Detail, CommandAttachment? Attachment)
{
    /// <summary>The schema version this code writes.</summary>
    public const int CurrentSchemaVersion = 1;

    /// <summary>How long a broker keeps an answer or a block for a receiver that is away.</summary>
    public static TimeSpan Expiry { get; } = TimeSpan.FromHours(1);
}

/// <summary>A file that a command brought: blocks of 128 KiB on <c>command/ack</c>, with the command's id as correlation data and the user properties of <see cref="BlockAnswer"/>.</summary>
/// <param name="Name">A name for it, without folders.</param>
/// <param name="SizeBytes">Its size.</param>
/// <param name="Sha256">Its SHA-256, hexadecimal.</param>
[JsonUnmappedMemberHandling(JsonUnmappedMemberHandling.Skip)]
public sealed record CommandAttachment(string Name, long SizeBytes, string Sha256)
{
    /// <summary>Largest file that is sent or taken, in bytes.</summary>
    public const int SizeMaxBytes = 16 * 1024 * 1024;
}

/// <summary>How a command came out on a device.</summary>
public enum CommandOutcome
{
    /// <summary>It was done.</summary>
    [JsonStringEnumMemberName("done")]
    Done,

    /// <summary>It was tried, and did not work. It is not tried again by itself.</summary>
    [JsonStringEnumMemberName("failed")]
    Failed,

    /// <summary>It was not begun: not signed by whom it must be, expired, overtaken, for others, or not known here.</summary>
    [JsonStringEnumMemberName("refused")]
    Refused,

    /// <summary>The device ended while it was being done. It is not done again.</summary>
    [JsonStringEnumMemberName("unknown")]
    Unknown,
}
