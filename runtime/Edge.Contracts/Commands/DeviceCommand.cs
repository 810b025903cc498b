using System.Text.Json.Serialization;

namespace Edge.Contracts;

/// <summary>A command of central operations to devices: what is signed in a <see cref="CommandEnvelope"/>.</summary>
/// <param name="SchemaVersion">Version of this format; <see cref="CurrentSchemaVersion"/>.</param>
/// <param name="Id">Which command; a device does it once, however often it comes. 1 to 64 letters, digits and hyphens.</param>
/// <param name="Counter">Rises with each command of a signer; one that does not is refused. edgectl takes the time, in milliseconds.</param>
/// <param name="Devices">Patterns of SITE/DEVICE that it is for, 1 to 100, for example <c>north/*</c>.</param>
/// <param name="IssuedAt">When it was given, UTC.</param>
/// <param name="ExpiresAt">From when on it is refused, UTC; at most 7 days ahead.</param>
/// <param name="By">Who gave it, for the audit log; 1 to 100 characters.</param>
/// <param name="Command"><c>collect-logs</c>, <c>send-again</c> or <c>restart</c>.</param>
/// <param name="Destination">Of <c>send-again</c>: one destination of the outbox; null: every one.</param>
[JsonUnmappedMemberHandling(JsonUnmappedMemberHandling.Skip)]
public sealed record DeviceCommand(
    int SchemaVersion,
    string Id,
    long Counter,
    IReadOnlyList<string> Devices,
    DateTimeOffset IssuedAt,
    DateTimeOffset ExpiresAt,
    string By,
    string Command,
    string? Destination)
{
    /// <summary>The schema version this code writes.</summary>
    public const int CurrentSchemaVersion = 1;

    /// <summary>Type of the envelope's payload.</summary>
    public const string PayloadType = "application/vnd.edge.command+json";

    /// <summary>Makes a support bundle and sends it.</summary>
    public const string CollectLogs = "collect-logs";

    /// <summary>Sends again what was set aside in the outbox.</summary>
    public const string SendAgain = "send-again";

    /// <summary>Ends the runtime in order; the service manager starts it again.</summary>
    public const string Restart = "restart";

    private const int IdLengthMax = 64;
    private const int DevicesMax = 100;
    private const int ByLengthMax = 100;

    /// <summary>Every command that this version knows.</summary>
    public static IReadOnlyList<string> Known { get; } = [CollectLogs, SendAgain, Restart];

    /// <summary>How far ahead a command may expire.</summary>
    public static TimeSpan LifeMax { get; } = TimeSpan.FromDays(7);

    /// <summary>Whether a text may be the id of a command.</summary>
    public static bool IsId(string? text) => text is { Length: > 0 and <= IdLengthMax } && text.All(static letter => char.IsAsciiLetterOrDigit(letter) || letter == '-');

    /// <summary>Why it is none, or null.</summary>
    public string? Trouble() =>
        SchemaVersion != CurrentSchemaVersion ? $"It has schema {SchemaVersion}; this program knows {CurrentSchemaVersion}."
        : !IsId(Id) ? "Its id is not 1 to 64 letters, digits and hyphens."
        : Counter < 1 ? "Its counter is below 1."
        : Devices.Count is 0 or > DevicesMax ? $"It names {Devices.Count} patterns of devices; 1 to {DevicesMax} may be."
        : By.Length is 0 or > ByLengthMax || PlainText.OneLine(By) != By ? "It does not say in 1 to 100 plain characters who gave it."
        : null;
}
