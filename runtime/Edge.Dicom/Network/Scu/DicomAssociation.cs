namespace Edge.Dicom.Network;

/// <summary>
/// An association that we opened: Verification and Storage SCU (PS3.4 A and B), and storage commitment in either role (PS3.4 J). One operation at a time; not for several threads at once.
/// After an exception the association is over, and disposing it closes the connection.
/// </summary>
public sealed partial class DicomAssociation : IAsyncDisposable
{
    private readonly DicomAssociationOptions _options;
    private readonly ScuConnection _connection;
    private readonly byte[] _pdu;
    private readonly int _maxFragmentBytes;
    private ushort _lastMessageId;

    private DicomAssociation(DicomAssociationOptions options, ScuConnection connection, AssociateAcceptPdu acceptance)
    {
        _options = options;
        _connection = connection;
        Contexts = acceptance.Contexts;
        Roles = acceptance.User.Roles;
        PeerMaxPduBytes = acceptance.User.MaxPduBytes;
        _maxFragmentBytes = PresentationDataWriter.MaxFragmentBytes(PeerMaxPduBytes, options.MaxSendPduBytes - PduLimits.PdvHeaderBytes);
        _pdu = new byte[Math.Max(
            PresentationDataWriter.OverheadBytes + _maxFragmentBytes,
            PresentationDataWriter.CommandBytes(CommandSetWriter.MaxBytes, _maxFragmentBytes))];
    }

    /// <summary>The peer's answer to each proposed context.</summary>
    public IReadOnlyList<PresentationContext> Contexts { get; }

    /// <summary>The peer's answers to the proposed roles, as it sent them; a class that is not among them leaves us the user (PS3.7 D.3.3.4).</summary>
    public IReadOnlyList<RoleSelection> Roles { get; }

    /// <summary>Longest P-DATA-TF variable field that the peer takes, in bytes; 0 is unlimited.</summary>
    public uint PeerMaxPduBytes { get; }

    /// <summary>Connects and negotiates.</summary>
    /// <exception cref="ArgumentException">An option is out of its range.</exception>
    /// <exception cref="DicomAssociationException">The peer cannot be reached, rejects, or breaks the protocol.</exception>
    public static async Task<DicomAssociation> ConnectAsync(
        DicomAssociationOptions options, TimeProvider timeProvider, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(options);
        options.Check();
        ScuConnection connection = await ScuConnection.OpenAsync(options, timeProvider, cancellationToken);
        try
        {
            AssociateAcceptPdu acceptance = await connection.NegotiateAsync(cancellationToken);
            if (acceptance.User.MaxPduBytes is > 0 and < PduLimits.SmallestUsablePduBytes)
            {
                await connection.AbortAsync(AbortSource.ServiceUser, AbortReason.NotSpecified);
                throw new DicomAssociationException(
                    AssociationFailure.ProtocolError, $"The peer takes only {acceptance.User.MaxPduBytes} bytes at a time.");
            }

            return new DicomAssociation(options, connection, acceptance);
        }
        catch
        {
            connection.Dispose();
            throw;
        }
    }

    /// <summary>The accepted context for objects of a class in a transfer syntax, or null.</summary>
    public PresentationContext? FindContext(string sopClassUid, string transferSyntaxUid) => Contexts.FirstOrDefault(context =>
        context.IsAccepted && context.AbstractSyntax == sopClassUid && context.TransferSyntax == transferSyntaxUid);

    /// <summary>
    /// True until the association is released or aborted or a failure was seen. A peer may refuse an object and close before it has all of it:
    /// then <see cref="StoreAsync"/> returns the refusal, and this is false.
    /// </summary>
    public bool IsOpen => _connection.IsOpen;

    /// <summary>C-ECHO (PS3.7 9.1.5).</summary>
    /// <exception cref="InvalidOperationException">The peer did not accept Verification.</exception>
    /// <exception cref="DicomAssociationException">The association ended.</exception>
    public async Task<DicomStatus> EchoAsync(CancellationToken cancellationToken)
    {
        PresentationContext context = Contexts.FirstOrDefault(one => one.IsAccepted && one.AbstractSyntax == ContextNegotiator.Verification)
            ?? throw new InvalidOperationException("The peer did not accept the Verification SOP class.");
        var request = new CommandSet
        {
            Field = CommandField.EchoRequest,
            MessageId = ++_lastMessageId,
            AffectedSopClassUid = ContextNegotiator.Verification,
            HasDataSet = false,
        };
        await SendCommandAsync(context.Id, request, cancellationToken);
        CommandSet response = await _connection.ReceiveResponseAsync(context.Id, request, _options.ResponseTimeout, cancellationToken);
        return new DicomStatus(response.Status!.Value);
    }

    /// <summary>C-STORE (PS3.7 9.1.1): streams a data set to the peer in bounded memory, in PDUs as long as it takes.</summary>
    /// <param name="instance">What it is; its transfer syntax must have been accepted.</param>
    /// <param name="dataSet">The data set, without a Part 10 header, from where the stream stands to its end.</param>
    /// <param name="cancellationToken">Ends the association, since a message cannot be left half sent.</param>
    /// <exception cref="InvalidOperationException">The peer accepted no such context.</exception>
    /// <exception cref="IOException">The stream cannot be read; the association was aborted.</exception>
    /// <exception cref="DicomAssociationException">The association ended; whether the peer has stored the object is not known.</exception>
    public async Task<StoreResponse> StoreAsync(StoreInstance instance, Stream dataSet, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(instance);
        ArgumentNullException.ThrowIfNull(dataSet);
        PresentationContext context = FindContext(instance.SopClassUid, instance.TransferSyntaxUid)
            ?? throw new InvalidOperationException(
                $"The peer accepted no context for SOP class {instance.SopClassUid} in transfer syntax {instance.TransferSyntaxUid}.");
        var request = new CommandSet
        {
            Field = CommandField.StoreRequest,
            MessageId = ++_lastMessageId,
            AffectedSopClassUid = instance.SopClassUid,
            AffectedSopInstanceUid = instance.SopInstanceUid,
            Priority = 0,
            HasDataSet = true,
        };
        try
        {
            await SendCommandAsync(context.Id, request, cancellationToken);
            await SendDataSetAsync(context.Id, dataSet, cancellationToken);
        }
        catch (DicomAssociationException) when (_connection.HoldsRefusal)
        {
            // The peer refused before it had everything, and closed: its answer says why. Success would be no truth there.
        }

        CommandSet response = await _connection.ReceiveResponseAsync(context.Id, request, _options.ResponseTimeout, cancellationToken);
        return new StoreResponse(new DicomStatus(response.Status!.Value), response.ErrorComment);
    }

    /// <summary>Releases the association in good order (PS3.8 7.2), a collision of releases included.</summary>
    /// <exception cref="DicomAssociationException">The association ended otherwise.</exception>
    public Task ReleaseAsync(CancellationToken cancellationToken) => _connection.ReleaseAsync(cancellationToken);

    /// <summary>Aborts an association that is still open, and closes the connection.</summary>
    public async ValueTask DisposeAsync()
    {
        await _connection.AbortAsync(AbortSource.ServiceUser, AbortReason.NotSpecified);
        _connection.Dispose();
    }

    private async Task SendCommandAsync(byte contextId, CommandSet command, CancellationToken cancellationToken)
    {
        byte[] bytes = new byte[CommandSetWriter.MaxBytes];
        int commandBytes = CommandSetWriter.Write(command, bytes);
        int count = PresentationDataWriter.WriteCommand(_pdu, contextId, bytes.AsSpan(0, commandBytes), _maxFragmentBytes);
        await _connection.SendDataAsync(_pdu.AsMemory(0, count), cancellationToken);
    }

    /// <summary>
    /// Reads each fragment right behind the header it will be sent with. The last fragment is known by what is read after it, one fragment
    /// ahead being one byte: a stream need not know its length.
    /// </summary>
    private async Task SendDataSetAsync(byte contextId, Stream dataSet, CancellationToken cancellationToken)
    {
        byte[] ahead = new byte[1];
        int carried = await ReadAsync(dataSet, ahead, cancellationToken);
        bool isLast = false;
        while (!isLast)
        {
            ahead.AsSpan(0, carried).CopyTo(_pdu.AsSpan(PresentationDataWriter.OverheadBytes));
            Memory<byte> room = _pdu.AsMemory(PresentationDataWriter.OverheadBytes + carried, _maxFragmentBytes - carried);
            int count = carried + await ReadAsync(dataSet, room, cancellationToken);
            carried = count == _maxFragmentBytes ? await ReadAsync(dataSet, ahead, cancellationToken) : 0;
            isLast = carried == 0;
            if (isLast && (count & 1) == 1)
            {
                // A data set has even length; a file cut short has not, and its fragment must be even all the same (PS3.8 E.2).
                _pdu[PresentationDataWriter.OverheadBytes + count++] = 0;
            }

            PresentationDataWriter.WriteHeader(_pdu, contextId, isCommand: false, isLast, count);
            await _connection.SendDataAsync(_pdu.AsMemory(0, PresentationDataWriter.OverheadBytes + count), cancellationToken);
        }
    }

    private async ValueTask<int> ReadAsync(Stream dataSet, Memory<byte> destination, CancellationToken cancellationToken)
    {
        try
        {
            return await dataSet.ReadAtLeastAsync(destination, destination.Length, throwOnEndOfStream: false, cancellationToken);
        }
        catch (Exception failed) when (failed is IOException or OperationCanceledException)
        {
            await _connection.AbortAsync(AbortSource.ServiceUser, AbortReason.NotSpecified);
            throw;
        }
    }
}
