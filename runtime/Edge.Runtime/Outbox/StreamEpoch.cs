using System.Security.Cryptography;
using Dapper;
using Edge.Contracts;
using Edge.Runtime.Store;

namespace Edge.Runtime.Outbox;

/// <summary>
/// Which numbering the messages belong to. It stands in the database and in a file beside it: a database that was rebuilt has none, one that was restored from a backup has
/// another, and either begins a new numbering, so that no number is given twice to different messages. A directory that was put back as a whole shows in what the receiver has.
/// </summary>
internal sealed class StreamEpoch(EdgeStore store, DataDirectory data)
{
    private const int EpochBytes = 16;

    private readonly Lock _loading = new();
    private string? _epoch;

    /// <summary>The epoch: 32 hexadecimal digits. What waits is numbered anew, in order, when it is another than before.</summary>
    /// <exception cref="IOException">The disk failed.</exception>
    public string Current
    {
        get
        {
            lock (_loading)
            {
                return _epoch ??= Load();
            }
        }
    }

    private string Load()
    {
        string? inDatabase = store.Read(connection => connection.ExecuteScalar<string?>("SELECT epoch FROM stream_epoch"));
        string? inFile = File.Exists(data.StreamEpoch) ? File.ReadAllText(data.StreamEpoch).Trim() : null;
        if (inDatabase is not null && inDatabase == inFile)
        {
            return inDatabase;
        }

        return Begin();
    }

    /// <summary>Begins a new numbering: what waits is numbered anew, and the audit log is followed from its beginning. Safe to repeat.</summary>
    /// <exception cref="IOException">The disk failed.</exception>
    public string BeginAnew()
    {
        lock (_loading)
        {
            return _epoch = Begin();
        }
    }

    private string Begin()
    {
        // The database first: killed in between, the next start finds them unequal again.
        string epoch = Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(EpochBytes));
        store.Write((connection, transaction) =>
        {
            connection.Execute("DELETE FROM stream_epoch; UPDATE streams SET last_sequence = 0, source = 0", transaction: transaction);

            // They come from the log again, in order and each once.
            connection.Execute("DELETE FROM outbox WHERE destination = @MqttAudit AND state = 'waiting'", new { OutboxDestination.MqttAudit }, transaction);
            connection.Execute("UPDATE outbox SET sequence = NULL WHERE state = 'waiting' AND sequence IS NOT NULL", transaction: transaction);
            connection.Execute("INSERT INTO stream_epoch (epoch) VALUES (@epoch)", new { epoch }, transaction);
        });
        string partial = data.StreamEpoch + ".part";
        File.WriteAllText(partial, epoch + "\n");
        DurableDirectory.SyncFile(partial);
        File.Move(partial, data.StreamEpoch, overwrite: true);
        DurableDirectory.Sync(data.Root);
        return epoch;
    }
}
