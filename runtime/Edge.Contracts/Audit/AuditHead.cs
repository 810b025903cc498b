using System.Globalization;

namespace Edge.Contracts;

/// <summary>Where an audit log ends. Who has kept a head can tell a log that was cut or written anew from one that only grew.</summary>
/// <param name="Sequence">Sequence of the last entry; 0: the log is empty.</param>
/// <param name="Hash">Its hash; 64 zeros for an empty log.</param>
public sealed record AuditHead(long Sequence, string Hash)
{
    /// <summary>What stands for the hash before the first entry.</summary>
    public const string NoHash = "0000000000000000000000000000000000000000000000000000000000000000";

    /// <summary>An empty log.</summary>
    public static AuditHead Empty { get; } = new(0, NoHash);

    /// <summary>Reads <c>SEQUENCE:HASH</c>, as <see cref="ToString"/> writes it.</summary>
    public static bool TryParse(string text, out AuditHead head)
    {
        ArgumentNullException.ThrowIfNull(text);
        head = Empty;
        string[] parts = text.Split(':');
        if (parts.Length != 2 || !long.TryParse(parts[0], NumberStyles.None, CultureInfo.InvariantCulture, out long sequence)
            || parts[1].Length != NoHash.Length || !parts[1].All(char.IsAsciiHexDigitLower))
        {
            return false;
        }

        head = new AuditHead(sequence, parts[1]);
        return true;
    }

    /// <inheritdoc/>
    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{Sequence}:{Hash}");
}
