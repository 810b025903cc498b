using System.Buffers;

namespace Edge.Dicom.Network;

/// <summary>
/// Puts messages together from fragments: command sets are gathered up to a limit, data sets are passed on (PS3.7 6.3, PS3.8 E).
/// </summary>
internal sealed class DimseAssembler(IDimseSink sink) : IDisposable
{
    /// <summary>Largest command set that is read; those of C-STORE have some 300 bytes.</summary>
    public const int MaxCommandBytes = 16 * 1024;

    private readonly byte[] _command = ArrayPool<byte>.Shared.Rent(MaxCommandBytes);
    private int _commandCount;
    private bool _inCommand;
    private bool _inDataSet;
    private byte _contextId;

    /// <summary>True between messages.</summary>
    public bool IsIdle => !_inCommand && !_inDataSet;

    /// <summary>True while a message's data set is coming in.</summary>
    public bool IsInDataSet => _inDataSet;

    /// <summary>Takes the next piece; the association has checked that the context was accepted.</summary>
    /// <exception cref="DimseFormatException">The piece cannot stand here, or the command set is malformed or too long.</exception>
    public void OnFragment(byte fragmentContextId, bool isCommand, bool isLast, ReadOnlySpan<byte> piece)
    {
        if (isCommand == _inDataSet)
        {
            throw new DimseFormatException(isCommand
                ? "A command came before the data set of the last one was complete."
                : "A data set came without a command that announces it.");
        }

        if (!IsIdle && fragmentContextId != _contextId)
        {
            throw new DimseFormatException($"A message began in presentation context {_contextId} and goes on in {fragmentContextId}.");
        }

        _contextId = fragmentContextId;
        if (!isCommand)
        {
            TakeData(isLast, piece);
            return;
        }

        _inCommand = true;
        if (piece.Length > MaxCommandBytes - _commandCount)
        {
            throw new DimseFormatException($"A command set is larger than {MaxCommandBytes} bytes.");
        }

        piece.CopyTo(_command.AsSpan(_commandCount));
        _commandCount += piece.Length;
        if (isLast)
        {
            CommandSet complete = CommandSetReader.Read(_command.AsSpan(0, _commandCount));
            _commandCount = 0;
            _inCommand = false;
            _inDataSet = complete.HasDataSet;
            sink.OnCommand(_contextId, complete);
        }
    }

    /// <inheritdoc/>
    public void Dispose() => ArrayPool<byte>.Shared.Return(_command);

    private void TakeData(bool isLast, ReadOnlySpan<byte> piece)
    {
        if (!piece.IsEmpty)
        {
            sink.OnData(piece);
        }

        if (isLast)
        {
            _inDataSet = false;
            sink.OnDataEnd();
        }
    }
}
