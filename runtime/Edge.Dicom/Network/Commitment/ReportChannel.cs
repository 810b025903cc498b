namespace Edge.Dicom.Network;

/// <summary>
/// Sends N-EVENT-REPORTs on the association that a request came on, one at a time, between the messages of the peer. Any thread may use it, and
/// keep it after the association has ended.
/// </summary>
public sealed class ReportChannel
{
    private readonly PresentationContext _context;
    private readonly Func<byte, CommandSet, byte[], bool> _send;
    private readonly Lock _gate = new();
    private TaskCompletionSource _answered = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private TaskCompletionSource<DimseAnswer?>? _pending;
    private ushort _lastMessageId;
    private bool _isClosed;

    /// <param name="context">The presentation context of the request.</param>
    /// <param name="send">Sends a message whole; false when the association is over.</param>
    internal ReportChannel(PresentationContext context, Func<byte, CommandSet, byte[], bool> send)
    {
        _context = context;
        _send = send;
    }

    /// <summary>False once the association has ended.</summary>
    public bool IsOpen
    {
        get
        {
            lock (_gate)
            {
                return !_isClosed;
            }
        }
    }

    /// <summary>Reports, after the request itself was answered, and awaits the peer's answer.</summary>
    /// <returns>
    /// The answer; null when the association ended, <paramref name="limit"/> passed, or another report is under way: whether the peer has the report
    /// is not known.
    /// </returns>
    /// <exception cref="OperationCanceledException">Cancelled; as null.</exception>
    public async Task<DimseAnswer?> ReportAsync(CommitmentResult result, TimeSpan limit, TimeProvider timeProvider, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(result);
        ArgumentNullException.ThrowIfNull(timeProvider);
        using var late = new CancellationTokenSource(limit, timeProvider);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(late.Token, cancellationToken);
        try
        {
            await Answered.WaitAsync(either.Token);
            return await ExchangeAsync(result, either.Token);
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            return null;
        }
    }

    /// <summary>A request has come: no report goes out before its answer, which many a peer would take for the answer.</summary>
    internal void Expect()
    {
        lock (_gate)
        {
            if (!_isClosed && _answered.Task.IsCompleted)
            {
                _answered = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            }
        }
    }

    /// <summary>The request was answered: reports may follow.</summary>
    internal void Open()
    {
        lock (_gate)
        {
            _answered.TrySetResult();
        }
    }

    /// <summary>The association has ended.</summary>
    internal void Close()
    {
        TaskCompletionSource<DimseAnswer?>? pending;
        lock (_gate)
        {
            _isClosed = true;
            pending = _pending;
            _answered.TrySetResult();
        }

        pending?.TrySetResult(null);
    }

    /// <summary>Takes a response that came on the association. False when it answers nothing that was sent here.</summary>
    internal bool TakeResponse(CommandSet response)
    {
        TaskCompletionSource<DimseAnswer?>? pending;
        lock (_gate)
        {
            if (response.Field != (CommandField.EventReportRequest | CommandField.Response) || response.Status is null || _lastMessageId == 0
                || response.MessageIdBeingRespondedTo == 0 || response.MessageIdBeingRespondedTo > _lastMessageId)
            {
                return false;
            }

            // The answer to an earlier report came after its limit: it is no error, and answers nobody.
            pending = response.MessageIdBeingRespondedTo == _lastMessageId ? _pending : null;
        }

        pending?.TrySetResult(new DimseAnswer(new DicomStatus(response.Status.Value), response.ErrorComment));
        return true;
    }

    private Task Answered
    {
        get
        {
            lock (_gate)
            {
                return _answered.Task;
            }
        }
    }

    private async Task<DimseAnswer?> ExchangeAsync(CommitmentResult result, CancellationToken cancellationToken)
    {
        byte[] dataSet = result.Encode(DicomTransferSyntax.FromUid(_context.TransferSyntax));
        var pending = new TaskCompletionSource<DimseAnswer?>(TaskCreationOptions.RunContinuationsAsynchronously);
        CommandSet command;
        lock (_gate)
        {
            if (_isClosed || _pending is not null || _lastMessageId == ushort.MaxValue)
            {
                return null;
            }

            _pending = pending;
            command = new CommandSet
            {
                Field = CommandField.EventReportRequest,
                MessageId = ++_lastMessageId,
                AffectedSopClassUid = StorageCommitment.SopClassUid,
                AffectedSopInstanceUid = StorageCommitment.SopInstanceUid,
                EventTypeId = result.EventTypeId,
                HasDataSet = true,
            };
        }

        // The socket of an association blocks: its thread is the peer's, and this one is not to wait for a peer that takes nothing.
        try
        {
            bool isSent = await Task.Run(() => _send(_context.Id, command, dataSet), cancellationToken);
            return isSent ? await pending.Task.WaitAsync(cancellationToken) : null;
        }
        finally
        {
            lock (_gate)
            {
                _pending = null;
            }
        }
    }
}
