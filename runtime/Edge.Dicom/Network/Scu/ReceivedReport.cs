using System.Buffers;

namespace Edge.Dicom.Network;

/// <summary>An N-EVENT-REPORT-RQ that came on an association of ours, gathered within its limit.</summary>
internal sealed class ReceivedReport(byte contextId, CommandSet command)
{
    private readonly ArrayBufferWriter<byte> _dataSet = new();
    private bool _isTooLarge;

    /// <summary>Where it came.</summary>
    public byte ContextId => contextId;

    /// <summary>Its command set.</summary>
    public CommandSet Command => command;

    /// <summary>Takes the next bytes of the data set.</summary>
    public void Write(ReadOnlySpan<byte> bytes)
    {
        _isTooLarge |= bytes.Length > StorageCommitment.MaxDataSetBytes - _dataSet.WrittenCount;
        if (!_isTooLarge)
        {
            _dataSet.Write(bytes);
        }
    }

    /// <summary>What it says.</summary>
    /// <exception cref="DimseStatusException">Nothing that can be understood.</exception>
    public CommitmentResult Read(DicomTransferSyntax syntax)
    {
        if (_isTooLarge)
        {
            throw new DimseStatusException(DicomStatus.ResourceLimitation, $"Data set larger than {StorageCommitment.MaxDataSetBytes} bytes");
        }

        if (command.EventTypeId is not (StorageCommitment.AllCommittedEvent or StorageCommitment.FailuresExistEvent))
        {
            throw new DimseStatusException(DicomStatus.NoSuchEventType, "The only events are 1 and 2");
        }

        using var dataSet = new MemoryStream(_dataSet.WrittenSpan.ToArray());
        return CommitmentReader.ReadResult(dataSet, syntax);
    }
}
