using Edge.Runtime.Store;

namespace Edge.Runtime.Inbox;

/// <summary>One object's directory waiting in a <see cref="CommitGroup"/>. Its thread sleeps until the group is done or is to be led by it.</summary>
internal sealed class CommitTicket(OpenDirectory directory)
{
    private readonly object _changed = new();
    private bool _isDone;
    private bool _leads;
    private Exception? _failure;

    /// <summary>Directory to sync.</summary>
    public OpenDirectory Directory => directory;

    /// <summary>Why it failed, once done; null when it succeeded.</summary>
    public Exception? Failure => _failure;

    /// <summary>Blocks until done (true) or made the leader (false).</summary>
    public bool WaitUntilDone()
    {
        lock (_changed)
        {
            while (!_isDone && !_leads)
            {
                Monitor.Wait(_changed);
            }

            return _isDone;
        }
    }

    /// <summary>Ends the wait with an outcome.</summary>
    public void Complete(Exception? failure)
    {
        lock (_changed)
        {
            _failure = failure;
            _isDone = true;
            Monitor.Pulse(_changed);
        }
    }

    /// <summary>Ends the wait so that this thread leads the next group.</summary>
    public void Promote()
    {
        lock (_changed)
        {
            _leads = true;
            Monitor.Pulse(_changed);
        }
    }
}
