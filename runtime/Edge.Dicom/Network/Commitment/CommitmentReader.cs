using System.Buffers.Binary;
using System.Text;

namespace Edge.Dicom.Network;

/// <summary>
/// Reads the data set of a request or report token by token: what a peer sends costs no more memory than the references it may name.
/// Attributes that neither message has are passed over.
/// </summary>
internal sealed class CommitmentReader
{
    /// <summary>Longest value that is looked at; the longest that may be is a UID.</summary>
    private const int MaxValueBytes = 2 * PduLimits.UidBytes;

    private readonly DicomReader _reader;
    private readonly List<SopReference> _references = [];
    private readonly List<CommitmentFailure> _failures = [];
    private string? _transactionUid;
    private string? _retrieveAeTitle;
    private DicomTag _sequence;
    private string? _sopClassUid;
    private string? _sopInstanceUid;
    private ushort? _reason;

    private CommitmentReader(Stream dataSet, DicomTransferSyntax syntax) => _reader = new DicomReader(dataSet, syntax);

    /// <summary>Reads the data set of an N-ACTION-RQ.</summary>
    /// <exception cref="DimseStatusException">It asks for nothing that can be served: 0115 or 0213.</exception>
    public static CommitmentRequest ReadRequest(Stream dataSet, DicomTransferSyntax syntax)
    {
        CommitmentReader read = Read(dataSet, syntax);
        return read._references.Count > 0
            ? new CommitmentRequest(read._transactionUid!, read._references)
            : throw Invalid("Referenced SOP Sequence is missing or empty");
    }

    /// <summary>Reads the data set of an N-EVENT-REPORT-RQ.</summary>
    /// <exception cref="DimseStatusException">It says nothing that can be understood: 0115 or 0213.</exception>
    public static CommitmentResult ReadResult(Stream dataSet, DicomTransferSyntax syntax)
    {
        CommitmentReader read = Read(dataSet, syntax);
        return new CommitmentResult
        {
            TransactionUid = read._transactionUid!,
            RetrieveAeTitle = read._retrieveAeTitle,
            Committed = read._references,
            Failed = read._failures,
        };
    }

    private static CommitmentReader Read(Stream dataSet, DicomTransferSyntax syntax)
    {
        var reader = new CommitmentReader(dataSet, syntax);
        try
        {
            reader.TakeAll();
        }
        catch (DicomFormatException)
        {
            throw Invalid("Malformed data set");
        }

        return reader._transactionUid is { } uid && UidText.IsStorable(uid) ? reader : throw Invalid("Transaction UID is missing or no UID");
    }

    private void TakeAll()
    {
        for (DicomToken token = _reader.Read(); token != DicomToken.End; token = _reader.Read())
        {
            switch (token)
            {
                case DicomToken.SequenceStart when _reader.Depth == 1:
                    _sequence = _reader.Tag;
                    break;
                case DicomToken.ItemStart when _reader.Depth == 1:
                    (_sopClassUid, _sopInstanceUid, _reason) = (null, null, null);
                    break;
                case DicomToken.ItemEnd when _reader.Depth == 1:
                    TakeItem();
                    break;
                case DicomToken.Element when _reader.Depth == 0:
                    TakeElement();
                    break;
                case DicomToken.Element when _reader.Depth == 1 && IsKnownSequence:
                    TakeItemElement();
                    break;
                default:
                    break;
            }
        }
    }

    private bool IsKnownSequence => _sequence == DicomTag.ReferencedSOPSequence || _sequence == DicomTag.FailedSOPSequence;

    private void TakeElement()
    {
        if (_reader.Tag == DicomTag.TransactionUID)
        {
            _transactionUid = Text();
        }
        else if (_reader.Tag == DicomTag.RetrieveAETitle)
        {
            _retrieveAeTitle = Text().Trim() is { Length: > 0 } title && AeTitle.IsValid(title) ? title : null;
        }
    }

    private void TakeItemElement()
    {
        if (_reader.Tag == DicomTag.ReferencedSOPClassUID)
        {
            _sopClassUid = Text();
        }
        else if (_reader.Tag == DicomTag.ReferencedSOPInstanceUID)
        {
            _sopInstanceUid = Text();
        }
        else if (_reader.Tag == DicomTag.FailureReason)
        {
            byte[] value = Value();
            _reason = value.Length == 2 ? BinaryPrimitives.ReadUInt16LittleEndian(value) : throw Invalid("Failure Reason is no number");
        }
    }

    private void TakeItem()
    {
        if (!IsKnownSequence)
        {
            return;
        }

        if (_references.Count + _failures.Count == StorageCommitment.MaxReferences)
        {
            throw new DimseStatusException(DicomStatus.ResourceLimitation, $"More than {StorageCommitment.MaxReferences} instances in one message");
        }

        if (_sopClassUid is null || _sopInstanceUid is null || !UidText.IsStorable(_sopClassUid) || !UidText.IsStorable(_sopInstanceUid))
        {
            throw Invalid("A referenced SOP Class or Instance UID is missing or no UID");
        }

        var reference = new SopReference(_sopClassUid, _sopInstanceUid);
        if (_sequence == DicomTag.ReferencedSOPSequence)
        {
            _references.Add(reference);
        }
        else
        {
            // A failure without its reason, which peers do send, is a failure all the same.
            _failures.Add(new CommitmentFailure(reference, _reason ?? CommitmentReason.ProcessingFailure));
        }
    }

    private string Text() => Encoding.Latin1.GetString(Value().AsSpan().TrimEnd("\0 "u8));

    private byte[] Value() => _reader.ValueLength is >= 0 and <= MaxValueBytes ? _reader.ReadValue() : throw Invalid($"{_reader.Tag} is too long");

    private static DimseStatusException Invalid(string comment) => new(DicomStatus.InvalidArgumentValue, comment);
}
