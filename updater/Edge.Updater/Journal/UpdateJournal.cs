using System.Reflection;
using System.Text.Json;
using Dapper;
using Edge.Contracts;
using Edge.Releases.Offers;
using Microsoft.Data.Sqlite;

namespace Edge.Updater.Journal;

/// <summary>
/// The journal of updates in SQLite. A state is written before its act begins: after a crash the act is done again, and every act may be. On return
/// of each method that writes the change survives loss of power. Safe for use by several threads.
/// </summary>
internal sealed class UpdateJournal : IDisposable
{
    /// <summary>Updates kept; older ones that are over are forgotten.</summary>
    public const int UpdatesKept = 1000;

    private const int SchemaVersion = 3;

    private readonly Lock _using = new();
    private readonly SqliteConnection _connection;
    private readonly TimeProvider _time;
    private readonly Action<string> _reached;

    private UpdateJournal(SqliteConnection connection, TimeProvider time, Action<string> reached)
    {
        _connection = connection;
        _time = time;
        _reached = reached;
    }

    /// <summary>Raised after each change, on the thread that made it. A handler must return at once.</summary>
    public event Action? Changed;

    /// <summary>Opens the journal, making it if it is missing.</summary>
    /// <param name="path">The database.</param>
    /// <param name="time">Gives the times that are written.</param>
    /// <param name="reached">Told the name of each point between two durable acts; tests end there.</param>
    /// <exception cref="SqliteException">It cannot be opened.</exception>
    /// <exception cref="InvalidOperationException">A newer program wrote it.</exception>
    public static UpdateJournal Open(string path, TimeProvider time, Action<string> reached)
    {
        SqliteConnection connection = SystemSqlite.Open(path);
        long version = connection.ExecuteScalar<long>("PRAGMA user_version");
        if (version > SchemaVersion)
        {
            connection.Dispose();
            throw new InvalidOperationException($"{path} has schema {version}; this program knows {SchemaVersion}. Install the newer program again.");
        }

        for (long next = version + 1; next <= SchemaVersion; next++)
        {
            using var schema = new StreamReader(Assembly.GetExecutingAssembly().GetManifestResourceStream($"Edge.Updater.Journal.Schema{(next == 1 ? "" : next)}.sql")!);
            using SqliteTransaction transaction = connection.BeginTransaction();
            connection.Execute(schema.ReadToEnd(), transaction: transaction);
            connection.Execute($"PRAGMA user_version = {next}", transaction: transaction);
            transaction.Commit();
        }

        return new UpdateJournal(connection, time, reached);
    }

    /// <summary>The last updates, the newest first.</summary>
    public IReadOnlyList<UpdateRow> Last(int count)
    {
        lock (_using)
        {
            return Query("ORDER BY id DESC LIMIT @count", new { count });
        }
    }

    /// <summary>Updates that are not over, by number.</summary>
    public IReadOnlyList<UpdateRow> Open()
    {
        lock (_using)
        {
            return [.. Query("ORDER BY id", null).Where(row => !row.IsOver)];
        }
    }

    /// <summary>The last update of a model to a version; null when there was none.</summary>
    public UpdateRow? Find(string model, string version)
    {
        lock (_using)
        {
            return Query("WHERE model = @model AND to_version = @version ORDER BY id DESC LIMIT 1", new { model, version }).FirstOrDefault();
        }
    }

    /// <summary>Versions of a model that updates were of, the last first.</summary>
    public IReadOnlyList<string> VersionsOf(string model)
    {
        lock (_using)
        {
            return [.. _connection.Query<string>("SELECT to_version FROM updates WHERE model = @model GROUP BY to_version ORDER BY max(id) DESC", new { model })];
        }
    }

    /// <summary>An update by its number.</summary>
    public UpdateRow Get(long id)
    {
        lock (_using)
        {
            return Query("WHERE id = @id", new { id }).Single();
        }
    }

    /// <summary>Begins an update.</summary>
    /// <returns>Its number.</returns>
    public long Begin(ReleaseOffer offer, string? fromVersion, string? source, string reason)
    {
        ArgumentNullException.ThrowIfNull(offer);
        return Write("begin", transaction =>
        {
            long now = Now();
            long id = _connection.ExecuteScalar<long>(
                """
                INSERT INTO updates (model, from_version, to_version, counter, source, state, reason, attempts, transitions, not_before, since, approved, bytes_done, bytes_total)
                VALUES (@Name, @fromVersion, @Version, @Counter, @source, @state, @reason, 0, 1, @now, @now, 0, 0, 0)
                RETURNING id
                """,
                new { offer.Name, fromVersion, offer.Version, offer.Counter, source, state = nameof(UpdateState.Offered), reason, now },
                transaction);
            Note(id, UpdateState.Offered, reason, now, transaction);
            _connection.Execute(
                """
                DELETE FROM shadow_studies WHERE update_id <= @id - @UpdatesKept AND update_id IN (SELECT id FROM updates WHERE state IN @over);
                DELETE FROM transitions WHERE update_id <= @id - @UpdatesKept AND update_id IN (SELECT id FROM updates WHERE state IN @over);
                DELETE FROM updates WHERE id <= @id - @UpdatesKept AND state IN @over;
                """,
                new { id, UpdatesKept, over = Enum.GetValues<UpdateState>().Where(state => state >= UpdateState.Committed).Select(state => state.ToString()) },
                transaction);
            return id;
        });
    }

    /// <summary>Moves an update into a state; its act may begin on return. A committed one raises the model's floor in the same transaction.</summary>
    public void Move(UpdateRow row, UpdateState state, string reason)
    {
        ArgumentNullException.ThrowIfNull(row);
        Write($"move-{state}", transaction =>
        {
            long now = Now();
            _connection.Execute(
                """
                UPDATE updates SET state = @state, reason = @reason, attempts = 0, transitions = transitions + 1, not_before = @now, since = @now, approved = 0,
                    activated_at = CASE WHEN @activating THEN @now ELSE activated_at END
                WHERE id = @Id
                """,
                new { state = state.ToString(), reason, now, activating = state == UpdateState.Activating, row.Id },
                transaction);
            Note(row.Id, state, reason, now, transaction);
            if (state == UpdateState.Committed)
            {
                _connection.Execute(
                    "INSERT INTO floors VALUES (@Model, @Counter) ON CONFLICT (model) DO UPDATE SET counter = max(counter, excluded.counter)",
                    new { row.Model, row.Counter },
                    transaction);
            }

            return 0;
        });
    }

    /// <summary>Leaves an update where it is, to be looked at again.</summary>
    /// <param name="row">The update.</param>
    /// <param name="reason">What it waits for, or what failed.</param>
    /// <param name="wait">For how long.</param>
    /// <param name="isFailure">Counts as an attempt.</param>
    public void Stay(UpdateRow row, string reason, TimeSpan wait, bool isFailure)
    {
        ArgumentNullException.ThrowIfNull(row);
        Write("stay", transaction => _connection.Execute(
            "UPDATE updates SET reason = @reason, attempts = attempts + @failed, not_before = @notBefore WHERE id = @Id",
            new { reason, failed = isFailure ? 1 : 0, notBefore = Now() + (long)wait.TotalMilliseconds, row.Id },
            transaction));
    }

    /// <summary>Notes that somebody said yes; it is looked at again at once.</summary>
    public void Approve(UpdateRow row)
    {
        ArgumentNullException.ThrowIfNull(row);
        Write("approve", transaction => _connection.Execute(
            "UPDATE updates SET approved = 1, not_before = 0 WHERE id = @Id", new { row.Id }, transaction));
    }

    /// <summary>Has an update looked at at once.</summary>
    public void Hasten(UpdateRow row)
    {
        ArgumentNullException.ThrowIfNull(row);
        Write("hasten", transaction => _connection.Execute("UPDATE updates SET not_before = 0 WHERE id = @Id", new { row.Id }, transaction));
    }

    /// <summary>Notes how much of a release is there.</summary>
    public void NoteBytes(long id, long done, long total)
    {
        Write("bytes", transaction => _connection.Execute(
            "UPDATE updates SET bytes_done = @done, bytes_total = @total WHERE id = @id", new { id, done, total }, transaction));
    }

    /// <summary>Notes from when on a release is watched, where that was written by a clock that ran ahead.</summary>
    public void NoteActivated(long id, DateTimeOffset at)
    {
        Write("activated", transaction => _connection.Execute(
            "UPDATE updates SET activated_at = @at WHERE id = @id", new { id, at = at.ToUnixTimeMilliseconds() }, transaction));
    }

    /// <summary>Notes the digest of what was verified.</summary>
    public void NoteDigest(long id, string digest)
    {
        Write("digest", transaction => _connection.Execute("UPDATE updates SET digest = @digest WHERE id = @id", new { id, digest }, transaction));
    }

    /// <summary>Notes a study in which a release was held against the one that serves. Of those that were passed over the last one alone is kept.</summary>
    public void NoteShadow(long id, ShadowStudy study)
    {
        ArgumentNullException.ThrowIfNull(study);
        Write("shadow", transaction => _connection.Execute(
            """
            DELETE FROM shadow_studies WHERE update_id = @id AND agreement IS NULL;
            INSERT OR REPLACE INTO shadow_studies VALUES (@id, @CommittedAt, @ResultId, @agreement);
            """,
            new { id, study.CommittedAt, study.ResultId, agreement = study.Agreement is { } agreement ? JsonSerializer.Serialize(agreement, EdgeJson.Default.ShadowAgreement) : null },
            transaction));
    }

    /// <summary>Studies in which a release was held against the one that serves, in the order in which that read them.</summary>
    public IReadOnlyList<ShadowStudy> ShadowStudies(long id)
    {
        lock (_using)
        {
            return
            [
                .. _connection.Query<(string ResultId, long CommittedAt, string? Agreement)>(
                    "SELECT result_id, committed_at, agreement FROM shadow_studies WHERE update_id = @id ORDER BY committed_at, result_id", new { id })
                    .Select(static row => new ShadowStudy(
                        row.ResultId, row.CommittedAt, row.Agreement is { } json ? JsonSerializer.Deserialize(json, EdgeJson.Default.ShadowAgreement) : null)),
            ];
        }
    }

    /// <summary>The highest counter of a model that was committed here; 0 for none.</summary>
    public long FloorOf(string model)
    {
        lock (_using)
        {
            return _connection.ExecuteScalar<long?>("SELECT counter FROM floors WHERE model = @model", new { model }) ?? 0;
        }
    }

    /// <summary>A single value; null when it was never set.</summary>
    public long? Mark(string name)
    {
        lock (_using)
        {
            return _connection.ExecuteScalar<long?>("SELECT value FROM marks WHERE name = @name", new { name });
        }
    }

    /// <summary>Sets a single value.</summary>
    public void SetMark(string name, long value)
    {
        Write("mark", transaction => _connection.Execute(
            "INSERT INTO marks VALUES (@name, @value) ON CONFLICT (name) DO UPDATE SET value = excluded.value", new { name, value }, transaction));
    }

    /// <inheritdoc/>
    public void Dispose() => _connection.Dispose();

    private T Write<T>(string name, Func<SqliteTransaction, T> change)
    {
        T value;
        lock (_using)
        {
            _reached($"before-{name}");
            using SqliteTransaction transaction = _connection.BeginTransaction();
            value = change(transaction);
            transaction.Commit();
            _reached($"after-{name}");
        }

        Changed?.Invoke();
        return value;
    }

    private void Note(long id, UpdateState state, string reason, long now, SqliteTransaction transaction) => _connection.Execute(
        "INSERT INTO transitions (update_id, at, state, reason) VALUES (@id, @now, @state, @reason)",
        new { id, now, state = state.ToString(), reason },
        transaction);

    private List<UpdateRow> Query(string condition, object? parameters) =>
    [
        .. _connection.Query<StoredUpdate>(
            $"""
            SELECT id, model, from_version AS fromVersion, to_version AS toVersion, counter, source, state, reason, attempts, transitions, not_before AS notBefore,
                since, approved, digest, activated_at AS activatedAt, bytes_done AS bytesDone, bytes_total AS bytesTotal
            FROM updates {condition}
            """,
            parameters).Select(stored => stored.ToRow()),
    ];

    private long Now() => _time.GetUtcNow().ToUnixTimeMilliseconds();
}
