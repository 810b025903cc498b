using System.Buffers;
using Edge.Contracts;
using Edge.Dicom;
using Edge.Dicom.Network;
using Edge.Runtime.Inbox;

namespace Edge.Runtime.Stow;

/// <summary>
/// Takes one part into the inbox as a C-STORE would be: the same files, the same rules for duplicates, the same durability. Only its own preamble
/// and meta information are not kept.
/// </summary>
internal sealed class PartReceiver(DeviceConfig config, ObjectInbox inbox, StowGate gate, TimeProvider time)
{
    private const int BufferBytes = 64 * 1024;
    private const long BytesPerMiB = 1024 * 1024;

    private readonly long _maxBytes = config.Dicom.MaxObjectMiB * BytesPerMiB;

    /// <summary>Reads a part to its end and stores it.</summary>
    /// <param name="body">The part.</param>
    /// <param name="sender">Who sends it.</param>
    /// <param name="named">Told, with a failure, which object it is, as soon as that is known.</param>
    /// <param name="cancellationToken">Gives up; once the part is whole it is stored all the same.</param>
    /// <exception cref="IOException">The part did not come to its end; nothing of it stays.</exception>
    public async Task<PartResult> ReceiveAsync(Stream body, StowSender sender, Action<PartResult> named, CancellationToken cancellationToken)
    {
        byte[] buffer = ArrayPool<byte>.Shared.Rent(BufferBytes);
        StoreReceiver? receiver = null;
        try
        {
            (PartFront? front, int filled, PartResult? refusal) = await ReadFrontAsync(body, buffer, sender, cancellationToken);
            if (front is null)
            {
                await DrainAsync(body, buffer, sender, cancellationToken);
                return refusal!;
            }

            named(new PartResult(front.SopClassUid, front.SopInstanceUid, new StoreOutcome(DicomStatus.ProcessingFailure, "The part did not come to its end")));
            receiver = inbox.Receive(
                new ReceptionRecord(
                    front.SopClassUid,
                    front.SopInstanceUid,
                    DicomTransferSyntax.FromUid(front.TransferSyntaxUid),
                    sender.Token,
                    config.Dicom.AeTitle,
                    sender.Source,
                    inbox.Now),
                sender.StudyUid);
            long bytes = filled - front.Length;
            receiver.Write(buffer.AsSpan(front.Length, filled - front.Length));
            for (int count; (count = await ReadAsync(body, buffer, sender, cancellationToken)) > 0;)
            {
                bytes += count;
                if (bytes > _maxBytes)
                {
                    await DrainAsync(body, buffer, sender, cancellationToken);
                    return Result(front, new StoreOutcome(DicomStatus.OutOfResources, $"Object larger than {_maxBytes} bytes"));
                }

                receiver.Write(buffer.AsSpan(0, count));
            }

            if (bytes == 0)
            {
                return Result(front, new StoreOutcome(DicomStatus.CannotUnderstand, "Empty data set"));
            }

            // Syncing blocks: on a thread of its own it holds up nobody else's request.
            StoreReceiver whole = receiver;
            receiver = null;
            return Result(front, await Task.Factory.StartNew(
                whole.Commit, CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default));
        }
        finally
        {
            receiver?.Abort();
            ArrayPool<byte>.Shared.Return(buffer);
        }
    }

    private static PartResult Result(PartFront front, StoreOutcome outcome) => new(front.SopClassUid, front.SopInstanceUid, outcome);

    private async Task<(PartFront? Front, int Filled, PartResult? Refusal)> ReadFrontAsync(
        Stream body, byte[] buffer, StowSender sender, CancellationToken cancellationToken)
    {
        int filled = 0;
        while (true)
        {
            PartFront? front = PartFront.Read(buffer.AsMemory(0, filled), out string? problem);
            if (problem is not null)
            {
                return (null, filled, PartResult.NotUnderstood(problem));
            }

            if (front is not null)
            {
                return Refusal(front) is { } refusal ? (null, filled, refusal) : (front, filled, null);
            }

            int count = await ReadAsync(body, buffer.AsMemory(filled), sender, cancellationToken);
            if (count == 0)
            {
                return (null, filled, PartResult.NotUnderstood("The part ends before its data set"));
            }

            filled += count;
        }
    }

    /// <summary>Why an object is refused by its meta information alone; null when it is not.</summary>
    private PartResult? Refusal(PartFront front)
    {
        if (!ObjectHeader.IsUsable(front.SopClassUid) || !ObjectHeader.IsUsable(front.SopInstanceUid) || !ObjectHeader.IsUsable(front.TransferSyntaxUid))
        {
            return PartResult.NotUnderstood("The meta information lacks a UID");
        }

        if (!config.Dicom.AcceptUnknownSopClasses && !StorageSopClasses.Contains(front.SopClassUid))
        {
            return Result(front, new StoreOutcome(DicomStatus.SopClassNotSupported, "The SOP class is not supported"));
        }

        return DicomTransferSyntax.FromUid(front.TransferSyntaxUid).IsKnown
            ? null
            : Result(front, new StoreOutcome(PartResult.TransferSyntaxNotSupported, "The transfer syntax is not supported"));
    }

    private async ValueTask<int> ReadAsync(Stream body, Memory<byte> buffer, StowSender sender, CancellationToken cancellationToken)
    {
        int count = await body.ReadAsync(buffer, cancellationToken);
        TimeSpan wait = gate.Pay(sender.Token, count);
        if (wait > TimeSpan.Zero)
        {
            await Task.Delay(wait, time, cancellationToken);
        }

        return count;
    }

    private async Task DrainAsync(Stream body, byte[] buffer, StowSender sender, CancellationToken cancellationToken)
    {
        while (await ReadAsync(body, buffer, sender, cancellationToken) > 0)
        {
            // What is refused passes unseen: the next part stands behind it.
        }
    }
}
