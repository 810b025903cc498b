using Edge.Contracts;
using Edge.Releases.Commands;

namespace Edge.Updater.Commands;

/// <summary>What is to be done with a message that came as a command.</summary>
/// <param name="Command">What it says; null: it cannot be read.</param>
/// <param name="Signers">Who has signed it; null: not enough of those who may.</param>
/// <param name="Refusal">Why it is not begun; null: it was begun before, or is to be obeyed.</param>
/// <param name="Before">What came of it when it was begun before; null: it was not.</param>
internal sealed record CommandVerdict(DeviceCommand? Command, IReadOnlyList<CommandSigner>? Signers, string? Refusal, CommandAnswer? Before)
{
    private const int KeyIdLetters = 12;

    /// <summary>Its id, where it has one that may be repeated.</summary>
    public string? Id => DeviceCommand.IsId(Command?.Id) ? Command!.Id : null;

    /// <summary>Not begun.</summary>
    public static CommandVerdict Refuse(DeviceCommand? command, IReadOnlyList<CommandSigner>? signers, string reason) => new(command, signers, reason, null);

    /// <summary>Begun before: answered as then.</summary>
    public static CommandVerdict Repeat(DeviceCommand command, CommandAnswer before) => new(command, null, null, before);

    /// <summary>To be obeyed.</summary>
    public static CommandVerdict Obey(DeviceCommand command, IReadOnlyList<CommandSigner> signers) => new(command, signers, null, null);

    /// <summary>What the runtime is told. Whoever signed nothing that counts has no name.</summary>
    public CommandOrder Order() => new(
        Id ?? "without an id",
        Signers is { Count: > 0 } && Command!.Trouble() is null ? Command.By : "unknown",
        Signers is { Count: > 0 } ? string.Join(", ", Signers.Select(signer => signer.KeyId[..Math.Min(KeyIdLetters, signer.KeyId.Length)])) : "nobody who may command",
        Command?.Destination);
}
