using System.Security.Cryptography;
using Edge.Contracts;
using Edge.Mqtt;
using Edge.Updater.Appliance;
using Edge.Updater.Journal;

namespace Edge.Updater.Commands;

/// <summary>
/// Does what central operations command: judged, journalled, done, answered, one after the other. A command is done at most once, whatever is killed and however often
/// it comes; its answer is sent until the broker has it.
/// </summary>
internal sealed partial class CommandService(CommandInbox inbox, CommandGate gate, CommandJournal journal, RuntimeSocket runtime, TimeProvider time, ILogger<CommandService> log) : BackgroundService
{
    private const string RefusedVerb = "refused";
    private const string BundleName = "support-bundle.zip";

    /// <summary>A refusal is in the audit log at most so often, so that nobody can fill it.</summary>
    private static readonly TimeSpan RefusalPace = TimeSpan.FromMinutes(1);

    private long? _refusedAt;

    /// <inheritdoc/>
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        try
        {
            while (true)
            {
                await AnswerAsync(stoppingToken);
                await TakeAsync(await inbox.ReadAsync(stoppingToken), stoppingToken);
            }
        }
        catch (MqttException ended)
        {
            LogEnded(ended.Message);
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
            // What was begun is in the journal, and is answered by the next start.
        }
    }

    private async Task AnswerAsync(CancellationToken cancellation)
    {
        foreach (CommandAnswer answer in journal.Unanswered())
        {
            await SayAsync(answer, cancellation);
            journal.NoteAnswered(answer.Id!);
        }
    }

    private async Task TakeAsync(ReadOnlyMemory<byte> message, CancellationToken cancellation)
    {
        CommandVerdict verdict = await gate.JudgeAsync(message, cancellation);
        if (verdict.Refusal is { } refusal)
        {
            LogRefused(verdict.Id ?? "without an id", refusal);
            await NoteRefusalAsync(verdict, cancellation);
            await SayAsync(new CommandAnswer(CommandAnswer.CurrentSchemaVersion, verdict.Id, time.GetUtcNow(), CommandOutcome.Refused, refusal, null), cancellation);
        }
        else if (verdict.Before is { } before)
        {
            await SayAsync(before, cancellation);
        }
        else
        {
            await ObeyAsync(verdict.Command!, verdict, cancellation);
        }
    }

    private async Task ObeyAsync(DeviceCommand command, CommandVerdict verdict, CancellationToken cancellation)
    {
        LogBegun(command.Id, command.Command, command.By);
        journal.Begin(command, verdict.Signers!);
        CommandAnswer answer;
        try
        {
            answer = await ActAsync(command, verdict.Order(), cancellation);
        }
        catch (RuntimeDownException down)
        {
            answer = Answer(command, CommandOutcome.Failed, down.Message);
        }

        journal.End(command.Id, answer.Outcome, answer.Detail);
        await SayAsync(answer, cancellation);
        journal.NoteAnswered(command.Id);
    }

    private async Task<CommandAnswer> ActAsync(DeviceCommand command, CommandOrder order, CancellationToken cancellation)
    {
        if (command.Command != DeviceCommand.CollectLogs)
        {
            return Answer(command, CommandOutcome.Done, (await runtime.OrderAsync(command.Command, order, cancellation)).Detail);
        }

        byte[] bundle = await runtime.CollectLogsAsync(order, cancellation);
        return await inbox.SendAsync(command.Id, bundle, cancellation) is { } problem
            ? Answer(command, CommandOutcome.Failed, problem)
            : Answer(command, CommandOutcome.Done, "A support bundle was made and sent.") with
            {
                Attachment = new CommandAttachment(BundleName, bundle.Length, Convert.ToHexStringLower(SHA256.HashData(bundle))),
            };
    }

    private CommandAnswer Answer(DeviceCommand command, CommandOutcome outcome, string detail) =>
        new(CommandAnswer.CurrentSchemaVersion, command.Id, time.GetUtcNow(), outcome, detail, null);

    private async Task NoteRefusalAsync(CommandVerdict verdict, CancellationToken cancellation)
    {
        if (_refusedAt is { } last && time.GetElapsedTime(last) < RefusalPace)
        {
            return;
        }

        _refusedAt = time.GetTimestamp();
        try
        {
            await runtime.OrderAsync(RefusedVerb, verdict.Order(), cancellation);
        }
        catch (RuntimeDownException down)
        {
            LogNotNoted(down.Message);
        }
    }

    private async Task SayAsync(CommandAnswer answer, CancellationToken cancellation)
    {
        if (!await inbox.AnswerAsync(answer, cancellation))
        {
            LogNotAnswered(answer.Id ?? "without an id");
        }
    }

    [LoggerMessage(6020, LogLevel.Information, "Command {Id} began: {Command}, given by {By}")]
    private partial void LogBegun(string id, string command, string by);

    [LoggerMessage(6021, LogLevel.Warning, "Command {Id} was refused: {Reason}")]
    private partial void LogRefused(string id, string reason);

    [LoggerMessage(6022, LogLevel.Warning, "The broker refused the answer to command {Id}. Check its access rules.")]
    private partial void LogNotAnswered(string id);

    [LoggerMessage(6023, LogLevel.Warning, "The refusal is not in the audit log: {Reason}")]
    private partial void LogNotNoted(string reason);

    [LoggerMessage(6024, LogLevel.Error, "Commands are not heard any more: {Reason}")]
    private partial void LogEnded(string reason);
}
