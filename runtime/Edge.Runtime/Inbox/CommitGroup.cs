using Edge.Runtime.Store;

namespace Edge.Runtime.Inbox;

/// <summary>
/// Syncs the directory once for what several associations have renamed into it at the same time. The first to come leads: it does
/// the work on its own thread, for itself and for whoever came meanwhile, and hands the lead on. A lone sender never waits for another thread.
/// </summary>
internal sealed class CommitGroup
{
    private readonly Lock _lock = new();
    private List<CommitTicket> _waiting = [];
    private bool _isLed;

    /// <summary>
    /// Syncs a directory. On return names that were given in it before the call survive loss of power. At most one ticket a thread waits, so that
    /// associations bound the group.
    /// </summary>
    /// <exception cref="IOException">The directory could not be synced.</exception>
    public void Sync(OpenDirectory directory)
    {
        var ticket = new CommitTicket(directory);
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
            throw failure is IOException
                ? new IOException(failure.Message, failure.HResult)
                : new InvalidOperationException(failure.Message, failure);
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
        catch (IOException exception)
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

    private static void Run(List<CommitTicket> group)
    {
        OpenDirectory? synced = null;
        foreach (CommitTicket ticket in group)
        {
            // A group rarely spans two directories, and syncing one twice is harmless.
            if (ticket.Directory != synced)
            {
                ticket.Directory.Sync();
                synced = ticket.Directory;
            }
        }
    }
}
