using System.Text.Json;
using Edge.Contracts;
using Edge.Releases;
using Edge.Releases.Commands;
using Edge.Updater.Feed;
using Edge.Updater.Journal;

namespace Edge.Updater.Commands;

/// <summary>
/// Judges whether a message is a command that this device obeys: 1. it can be read; 2. enough of the keys that may command have signed it; 3. it is for this device;
/// 4. it was not begun before; 5. it has not expired, by a clock that is sure; 6. no later one of its signers was begun; 7. it is known here.
/// </summary>
/// <param name="device">This device.</param>
/// <param name="commanders">Who may command, as the signers said last; looks for newer metadata if that was not done lately.</param>
/// <param name="clock">Judges expiry.</param>
/// <param name="journal">What was begun before.</param>
internal sealed class CommandGate(DeviceIdentity device, Func<CancellationToken, Task<CommandSigners?>> commanders, FlooredClock clock, CommandJournal journal)
{
    /// <summary>Judges a message.</summary>
    public async Task<CommandVerdict> JudgeAsync(ReadOnlyMemory<byte> message, CancellationToken cancellation)
    {
        if (Read(message) is not { } read)
        {
            return CommandVerdict.Refuse(null, null, "It is no signed command that this version can read.");
        }

        (CommandEnvelope envelope, DeviceCommand command) = read;
        try
        {
            if (await commanders(cancellation) is not { } signers)
            {
                return CommandVerdict.Refuse(command, null, "This device does not know who may command it. Name them with edgectl repo commanders, publish, and see what edgectl update check says.");
            }

            IReadOnlyList<CommandSigner> signed = signers.Require(
                envelope.PayloadType, envelope.Payload.ToArray(), envelope.Signatures.Select(signature => (signature.KeyId, signature.Sig.ToArray())), clock.GetUtcNow());
            return Judge(command, signed);
        }
        catch (TrustException refused)
        {
            return CommandVerdict.Refuse(command, null, refused.Message);
        }
    }

    private static (CommandEnvelope Envelope, DeviceCommand Command)? Read(ReadOnlyMemory<byte> message)
    {
        try
        {
            if (!message.IsEmpty
                && JsonSerializer.Deserialize(message.Span, EdgeJson.Default.CommandEnvelope) is { PayloadType: DeviceCommand.PayloadType, Signatures.Count: <= CommandEnvelope.SignaturesMax } envelope
                && envelope.Signatures.All(static signature => signature is not null)
                && JsonSerializer.Deserialize(envelope.Payload.Span, EdgeJson.Default.DeviceCommand) is { } command
                && command.Devices.All(static pattern => pattern is not null))
            {
                return (envelope, command);
            }
        }
        catch (JsonException)
        {
            // It is none.
        }

        return null;
    }

    private CommandVerdict Judge(DeviceCommand command, IReadOnlyList<CommandSigner> signers)
    {
        DateTimeOffset now = clock.GetUtcNow();
        string? trouble = command.Trouble()
            ?? (DeviceGroup.Includes(command.Devices, device.Site, device.Id) ? null : $"It is not for {device.Site}/{device.Id}.");
        if (trouble is null && journal.Find(command.Id) is { } before)
        {
            return CommandVerdict.Repeat(command, before);
        }

        trouble ??= !clock.IsSure ? "The clock of this device is behind the time that is known to have passed, so that no expiry can be judged. Set it."
            : command.ExpiresAt <= now ? $"It expired at {command.ExpiresAt:u}; the clock of this device says {now:u}."
            : command.ExpiresAt > now + DeviceCommand.LifeMax ? $"It expires at {command.ExpiresAt:u}, more than {DeviceCommand.LifeMax.TotalDays:0} days ahead."
            : signers.Any(signer => journal.CounterOf(signer) >= command.Counter) ? "A later command of its signers was begun before. Give it anew."
            : !DeviceCommand.Known.Contains(command.Command) ? $"This version does not know it. It knows {string.Join(", ", DeviceCommand.Known)}."
            : null;
        return trouble is null ? CommandVerdict.Obey(command, signers) : CommandVerdict.Refuse(command, signers, trouble);
    }
}
