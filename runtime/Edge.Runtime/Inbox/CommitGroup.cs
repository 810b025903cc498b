using Edge.Runtime.Store;
using Microsoft.Data.Sqlite;

namespace Edge.Runtime.Inbox;

/// <summary>
/// Commits what several associations have ready at the same time with one directory sync and one index transaction. The first to come leads: it does
/// the work on its own thread, for itself and for whoever came meanwhile, and hands the lead on. A lone sender never waits for another thread.
/// </summary>
internal sealed class CommitGroup(InboxIndex index)
{
    private readonly Lock _lock = new();
    private List<CommitTicket> _waiting = [];
    private bool _isLed;

    /// <summary>
    /// Syncs the directory, then adds the row. On return the object's name survives loss of power and its row is visible. At most one ticket a thread
    /// waits, so that associations bound the group.
    /// </summary>
    /// <exception cref="IOException">The directory could not be synced.</exception>
    /// <exception cref="SqliteException">The row could not be added.</exception>
    public void Commit(CommitTicket ticket)
    {
        bool leads;
        lock (_lock)
        {
            _waiting.Add(ticket);
            leads = !_isLed;
            _isLed = true;
        }

        if (leads || !ticket.WaitUntilDone())
        {
            Lead();
        }

        if (ticket.Failure is { } failure)
        {
            // Each association answers for itself: the same failure, with its own stack.
            throw failure switch
            {
                SqliteException database => new SqliteException(database.Message, database.SqliteErrorCode, database.SqliteExtendedErrorCode),
                IOException => new IOException(failure.Message, failure.HResult),
                _ => new InvalidOperationException(failure.Message, failure),
            };
        }
    }

    private void Lead()
    {
        List<CommitTicket> group;
        lock (_lock)
        {
            (group, _waiting) = (_waiting, []);
        }

        Exception? failure = new InvalidOperationException("The leader of the group failed.");
        try
        {
            Run(group);
            failure = null;
        }
        catch (Exception exception) when (exception is IOException or SqliteException)
        {
            failure = exception;
        }
        finally
        {
            HandOn();
            foreach (CommitTicket ticket in group)
            {
                ticket.Complete(failure);
            }
        }
    }

    private void HandOn()
    {
        CommitTicket? next;
        lock (_lock)
        {
            next = _waiting.Count > 0 ? _waiting[0] : null;
            _isLed = next is not null;
        }

        next?.Promote();
    }

    private void Run(List<CommitTicket> group)
    {
        string? synced = null;
        foreach (CommitTicket ticket in group)
        {
            // A group rarely spans two directories, and syncing one twice is harmless.
            if (ticket.Directory != synced)
            {
                DurableDirectory.Sync(ticket.Directory);
                synced = ticket.Directory;
            }
        }

        index.Add(group.Count == 1 ? [group[0].Row] : group.ConvertAll(ticket => ticket.Row));
    }
}
