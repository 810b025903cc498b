using Dapper;
using Edge.Contracts;
using Edge.Releases.Commands;
using Microsoft.Data.Sqlite;

namespace Edge.Updater.Journal;

/// <summary>
/// Which commands were begun here, in the database of the journal of updates. On return of each method that writes the change survives loss of power. A command is
/// written before it is begun and never begun again. For one thread at a time.
/// </summary>
internal sealed class CommandJournal : IDisposable
{
    /// <summary>Commands kept. An older one is known by its counter still.</summary>
    public const int CommandsKept = 1000;

    private const string InterruptedDetail = "The update agent ended while it was being done. It is not done again: look at what it was to do, and give a new command if need be.";

    private readonly SqliteConnection _connection;
    private readonly TimeProvider _time;

    private CommandJournal(SqliteConnection connection, TimeProvider time)
    {
        _connection = connection;
        _time = time;
    }

    /// <summary>Opens it; the journal of updates was opened before. What was begun and did not end before is over.</summary>
    /// <param name="path">The database.</param>
    /// <param name="time">Gives the times that are written.</param>
    public static CommandJournal Open(string path, TimeProvider time)
    {
        var journal = new CommandJournal(SystemSqlite.Open(path), time);
        journal._connection.Execute(
            "UPDATE commands SET outcome = @Outcome, detail = @InterruptedDetail WHERE outcome IS NULL", new { Outcome = nameof(CommandOutcome.Unknown), InterruptedDetail });
        return journal;
    }

    /// <summary>What came of a command; null when it was never begun here.</summary>
    public CommandAnswer? Find(string id) =>
        _connection.Query<Row>("SELECT id, outcome, detail FROM commands WHERE id = @id", new { id }).Select(Answer).FirstOrDefault();

    /// <summary>Commands that are over and whose answer the broker does not have, in their order.</summary>
    public IReadOnlyList<CommandAnswer> Unanswered() =>
        [.. _connection.Query<Row>("SELECT id, outcome, detail FROM commands WHERE answered = 0 AND outcome IS NOT NULL ORDER BY number").Select(Answer)];

    /// <summary>The highest counter of a key; 0 for none.</summary>
    public long CounterOf(CommandSigner signer) =>
        _connection.ExecuteScalar<long?>("SELECT counter FROM command_counters WHERE signer = @Identity", new { signer.Identity }) ?? 0;

    /// <summary>Notes that a command begins. From now on it, and every command of its signers with no higher counter, is not begun any more.</summary>
    public void Begin(DeviceCommand command, IReadOnlyList<CommandSigner> signers)
    {
        using SqliteTransaction transaction = _connection.BeginTransaction();
        _connection.Execute(
            "INSERT INTO commands (id, command, given_by, begun_at, answered) VALUES (@Id, @Command, @By, @now, 0)",
            new { command.Id, command.Command, command.By, now = _time.GetUtcNow().ToUnixTimeMilliseconds() },
            transaction);
        foreach (CommandSigner signer in signers)
        {
            _connection.Execute(
                "INSERT INTO command_counters VALUES (@Identity, @Counter) ON CONFLICT (signer) DO UPDATE SET counter = max(counter, excluded.counter)",
                new { signer.Identity, command.Counter },
                transaction);
        }

        _connection.Execute("DELETE FROM commands WHERE number <= (SELECT max(number) FROM commands) - @CommandsKept", new { CommandsKept }, transaction);
        transaction.Commit();
    }

    /// <summary>Notes how it came out.</summary>
    public void End(string id, CommandOutcome outcome, string detail) =>
        _connection.Execute("UPDATE commands SET outcome = @outcome, detail = @detail WHERE id = @id", new { outcome = outcome.ToString(), detail, id });

    /// <summary>Notes that the broker has the answer.</summary>
    public void NoteAnswered(string id) => _connection.Execute("UPDATE commands SET answered = 1 WHERE id = @id", new { id });

    /// <inheritdoc/>
    public void Dispose() => _connection.Dispose();

    private CommandAnswer Answer(Row row) => new(
        CommandAnswer.CurrentSchemaVersion, row.Id, _time.GetUtcNow(), row.Outcome is null ? CommandOutcome.Unknown : Enum.Parse<CommandOutcome>(row.Outcome), row.Detail ?? InterruptedDetail, null);

    private sealed record Row(string Id, string? Outcome, string? Detail);
}
