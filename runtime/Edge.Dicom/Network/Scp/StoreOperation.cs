using System.Diagnostics.CodeAnalysis;

namespace Edge.Dicom.Network;

/// <summary>One C-STORE in progress: passes bytes to its receiver and turns what goes wrong into a status.</summary>
internal sealed class StoreOperation
{
    private const int NoSpaceLeft = 28;
    private const int FileTooLarge = 27;
    private const int QuotaExceeded = 122;

    private readonly long _maxBytes;
    private StoreReceiver? _receiver;
    private StoreOutcome _failure;
    private long _byteCount;

    private StoreOperation(long maxBytes) => _maxBytes = maxBytes;

    /// <summary>Asks the owner for a receiver. If that fails the operation refuses, once the data set has passed.</summary>
    public static StoreOperation Begin(Func<StoreRequest, StoreReceiver> receive, StoreRequest request, long maxBytes)
    {
        var operation = new StoreOperation(maxBytes);
        try
        {
            operation._receiver = receive(request);
        }
        catch (Exception failed) when (Expected(failed) is { } outcome)
        {
            operation._failure = outcome;
        }

        return operation;
    }

    /// <summary>An operation that only lets the data set pass.</summary>
    public static StoreOperation Refuse(DicomStatus status, string comment) =>
        new(long.MaxValue) { _failure = new StoreOutcome(status, comment) };

    /// <summary>Where the receiver wants the next bytes; empty: anywhere.</summary>
    public Span<byte> Space => _receiver is null ? default : _receiver.Space;

    /// <summary>Passes bytes on unless the operation has failed.</summary>
    public void Write(ReadOnlySpan<byte> bytes)
    {
        _byteCount += bytes.Length;
        if (_receiver is null)
        {
            return;
        }

        if (_byteCount > _maxBytes)
        {
            Fail(new StoreOutcome(DicomStatus.OutOfResources, $"Object larger than {_maxBytes} bytes"));
            return;
        }

        try
        {
            _receiver.Write(bytes);
        }
        catch (Exception failed) when (Expected(failed) is { } outcome)
        {
            Fail(outcome);
        }
    }

    /// <summary>The data set is complete: commits and returns what to answer.</summary>
    public StoreOutcome Complete()
    {
        if (_receiver is null)
        {
            return _failure;
        }

        if (_byteCount == 0)
        {
            Fail(new StoreOutcome(DicomStatus.CannotUnderstand, "Empty data set"));
            return _failure;
        }

        try
        {
            StoreOutcome outcome = _receiver.Commit();
            _receiver = null;
            return outcome;
        }
        catch (Exception failed) when (Expected(failed) is { } outcome)
        {
            Fail(outcome);
            return _failure;
        }
    }

    /// <summary>The association ends before the data set does. Throws nothing.</summary>
    [SuppressMessage(
        "Design", "CA1031:Do not catch general exception types",
        Justification = "Clearing away must not hide what went wrong before it; the owner sweeps what is left at its next start.")]
    public void Abort()
    {
        StoreReceiver? abandoned = _receiver;
        _receiver = null;
        try
        {
            abandoned?.Abort();
        }
        catch (Exception)
        {
            // Nothing more can be done for this object.
        }
    }

    private void Fail(StoreOutcome outcome)
    {
        _failure = outcome;
        Abort();
    }

    /// <summary>The answer to a failure of the environment or of the input; null for a bug.</summary>
    private static StoreOutcome? Expected(Exception failed) => failed switch
    {
        // On Linux the HResult of an IOException is the errno.
        IOException { HResult: NoSpaceLeft or FileTooLarge or QuotaExceeded } => new StoreOutcome(DicomStatus.OutOfResources, "No space left"),
        IOException or UnauthorizedAccessException => new StoreOutcome(DicomStatus.ProcessingFailure, "Storing failed"),
        DicomFormatException => new StoreOutcome(DicomStatus.CannotUnderstand, "Malformed data set"),
        _ => null,
    };
}
