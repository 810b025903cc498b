namespace Edge.Dicom.Network;

/// <summary>One N-ACTION or N-EVENT-REPORT in progress: gathers its data set within its limit, and passes over what is refused.</summary>
internal sealed class CommitmentExchange : IDisposable
{
    private readonly CommitmentDesk? _desk;
    private readonly DicomTransferSyntax? _syntax;
    private readonly Func<Stream, DicomTransferSyntax, DimseAnswer>? _take;
    private readonly MemoryStream _dataSet = new();
    private DimseAnswer? _refusal;
    private bool _isInside;

    /// <summary>An operation that is refused once its data set has passed.</summary>
    public CommitmentExchange(DimseAnswer refusal) => _refusal = refusal;

    /// <summary>An operation whose data set is wanted.</summary>
    public CommitmentExchange(CommitmentDesk desk, PresentationContext context, Func<Stream, DicomTransferSyntax, DimseAnswer> take)
    {
        _desk = desk;
        _syntax = DicomTransferSyntax.FromUid(context.TransferSyntax);
        _take = take;
        _isInside = desk.TryEnter();
        if (!_isInside)
        {
            _refusal = new DimseAnswer(DicomStatus.ResourceLimitation, "Too many requests at once");
        }
    }

    /// <summary>Takes the next bytes of the data set.</summary>
    public void Write(ReadOnlySpan<byte> bytes)
    {
        if (_refusal is not null)
        {
            return;
        }

        if (bytes.Length > StorageCommitment.MaxDataSetBytes - _dataSet.Length)
        {
            _refusal = new DimseAnswer(DicomStatus.ResourceLimitation, $"Data set larger than {StorageCommitment.MaxDataSetBytes} bytes");
            return;
        }

        _dataSet.Write(bytes);
    }

    /// <summary>The data set is complete: what to answer.</summary>
    public DimseAnswer Complete()
    {
        if (_refusal is { } refused)
        {
            return refused;
        }

        try
        {
            _dataSet.Position = 0;
            return _take!(_dataSet, _syntax!);
        }
        catch (DimseStatusException unservable)
        {
            return unservable.Answer;
        }
        catch (Exception failed) when (failed is IOException or UnauthorizedAccessException)
        {
            return new DimseAnswer(DicomStatus.ProcessingFailure, "Storing failed");
        }
    }

    /// <summary>Makes room for the next.</summary>
    public void Dispose()
    {
        if (_isInside)
        {
            _isInside = false;
            _desk!.Leave();
        }

        _dataSet.Dispose();
    }
}
