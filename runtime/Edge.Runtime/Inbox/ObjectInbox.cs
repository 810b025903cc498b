using System.Net;
using Edge.Contracts;
using Edge.Dicom.Network;
using Edge.Runtime.Faults;
using Edge.Runtime.Store;
using Microsoft.Data.Sqlite;

namespace Edge.Runtime.Inbox;

/// <summary>
/// The inbox: objects as they were received, as files, and their index. An object answered with Success survives loss of power; one that is not
/// leaves nothing behind.
/// </summary>
internal sealed partial class ObjectInbox(
    DataDirectory data,
    InboxBuckets buckets,
    IndexQueue index,
    LostFiles lost,
    DiskSpace space,
    FaultBoard faults,
    TimeProvider time,
    ILogger<ObjectInbox> log)
{
    /// <summary>
    /// Different contents that are kept under one SOP Instance UID. Each new one is compared with all of them, so that a sender that gives everything the
    /// same UID would make every object slower than the one before.
    /// </summary>
    public const int MaxContentsOfOneUid = 64;

    private const int StripeCount = 256;

    private readonly CommitGroup _group = new();
    private readonly Lock[] _stripes = [.. Enumerable.Range(0, StripeCount).Select(_ => new Lock())];

    /// <summary>A700: below the reserve, or nothing left at all (PS3.4 B.2.3).</summary>
    public static StoreOutcome NoSpace { get; } = new(DicomStatus.OutOfResources, "Disk full, try again later");

    /// <summary>Free space of the data directory.</summary>
    public DiskSpace Space => space;

    /// <summary>The time, UTC.</summary>
    public DateTimeOffset Now => time.GetUtcNow();

    /// <summary>Starts an object: a receiver that streams it to disk, or one that refuses it.</summary>
    public StoreReceiver Receive(StoreRequest request) => Receive(
        new ReceptionRecord(
            request.SopClassUid,
            request.SopInstanceUid,
            request.TransferSyntax,
            request.Association.CallingAeTitle,
            request.Association.CalledAeTitle,
            Address(request.Association.Remote.Address),
            Now),
        studyUid: null);

    /// <summary>Starts an object that came another way than over an association.</summary>
    /// <param name="reception">How it comes.</param>
    /// <param name="studyUid">The study that it must be of, else it is refused; null: any.</param>
    public StoreReceiver Receive(ReceptionRecord reception, string? studyUid)
    {
        if (!space.HasRoom())
        {
            return StoreReceiver.Refuse(NoSpace.Status, NoSpace.ErrorComment);
        }

        try
        {
            return new InboxReceiver(this, reception, PartFile.Create(Path.Combine(data.InboxPartial, buckets.NextId() + PartFile.Suffix)), studyUid);
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            StoreOutcome refusal = Failed(failure);
            return StoreReceiver.Refuse(refusal.Status, refusal.ErrorComment);
        }
    }

    /// <summary>
    /// Keeps a received object: 1. an identical one under the same SOP Instance UID makes this one needless; 2. a different one flags it, and too many refuse it, while one
    /// that cannot be read any more, or is not as it was stored, is flagged itself and gives way; 3. its bytes are synced; 4. it gets its name; 5. its directory is synced; 6. its row
    /// waits to be written, after which studies are told.
    /// </summary>
    /// <exception cref="IOException">The disk failed; the caller discards the file.</exception>
    /// <exception cref="SqliteException">The index fails; the caller discards the file.</exception>
    public StoreOutcome Store(PartFile file, int headerBytes, ReceptionRecord reception, ObjectHeader header)
    {
        index.MakeRoom();

        // The same UID on two associations at once must meet here, not after both found nothing.
        lock (_stripes[(uint)string.GetHashCode(reception.SopInstanceUid, StringComparison.Ordinal) % StripeCount])
        {
            // 1.
            var others = new List<string>();
            foreach (string other in index.FilesOf(reception.SopInstanceUid))
            {
                string path = Path.Combine(data.Inbox, other);
                switch (ContentComparison.Compare(file, headerBytes, path))
                {
                    case ContentMatch.Same:
                        LogRepeated(reception.SopInstanceUid);
                        return StoreOutcome.Success;
                    case ContentMatch.Other when !BucketDigests.IsChanged(path):
                        others.Add(path);
                        break;
                    default:
                        LogLost(other);
                        lost.Mark(other, File.Exists(path) ? LostFiles.Unreadable : LostFiles.Missing);
                        break;
                }
            }

            // 2.
            if (others.Count >= MaxContentsOfOneUid)
            {
                LogTooMany(reception.SopInstanceUid, others.Count);
                return new StoreOutcome(DicomStatus.CannotUnderstand, "Too many contents under this SOP Instance UID");
            }

            if (others.Count > 0)
            {
                header = header with { Flag = ContentConflict.FlagOf(file.Path, others) };
            }

            // 3.
            file.SyncData();
            Place(file, reception, header);
        }

        faults.Clear(FaultCatalogue.DiskFailing);
        if (header.Flag is { } flag)
        {
            LogFlagged(reception.SopInstanceUid, flag);
            if (flag == UnitHold.Flag)
            {
                faults.Raise(FaultCatalogue.ContentConflict, "Instances wait for an operator.");
            }
        }

        return StoreOutcome.Success;
    }

    /// <summary>
    /// What a sender is told of a failing disk: A700, since it may try again later and must not take the object for stored. Raises the fault that
    /// says what is wrong.
    /// </summary>
    public StoreOutcome Failed(Exception failure)
    {
        faults.Raise(DiskTrouble.FaultOf(failure), failure.Message);
        if (DiskTrouble.IsFull(failure))
        {
            LogDiskFull(failure.Message);
            return NoSpace;
        }

        LogDiskFailing(failure);
        return new StoreOutcome(DicomStatus.OutOfResources, "Storage failed, try again later");
    }

    private void Place(PartFile file, ReceptionRecord reception, ObjectHeader header)
    {
        InboxBucket bucket = buckets.Take();
        string name = Path.ChangeExtension(Path.GetFileName(file.Path), PartFile.StoredSuffix);
        try
        {
            // 4.
            file.MoveTo(Path.Combine(bucket.Path, name));

            // 5.
            _group.Sync(bucket.Directory);
            file.IsStored = true;
        }
        finally
        {
            if (!file.IsStored)
            {
                buckets.Leave(bucket, isUnsure: true);
            }
        }

        // 6.
        index.AddSoon(new StoredObject($"{bucket.Name}/{name}", reception, header, file.Length), bucket);
    }

    private static string Address(IPAddress address)
    {
        IPAddress plain = address.IsIPv4MappedToIPv6 ? address.MapToIPv4() : address;
        return plain.AddressFamily == System.Net.Sockets.AddressFamily.InterNetworkV6 ? $"dicom://[{plain}]" : $"dicom://{plain}";
    }

    [LoggerMessage(1001, LogLevel.Debug, "Instance {SopInstanceUid} was received again, the same; nothing was stored")]
    private partial void LogRepeated(string sopInstanceUid);

    [LoggerMessage(1009, LogLevel.Warning,
        "Instance {SopInstanceUid} was refused: {Count} other contents are kept under its UID. Its sender gives different objects one UID: have it repaired.")]
    private partial void LogTooMany(string sopInstanceUid, int count);

    [LoggerMessage(1002, LogLevel.Warning, "Instance {SopInstanceUid} was stored but will not be routed: {Flag}")]
    private partial void LogFlagged(string sopInstanceUid, string flag);

    [LoggerMessage(1003, LogLevel.Error, "An object was refused because the disk is full ({Detail}). Free space on the data directory's disk.")]
    private partial void LogDiskFull(string detail);

    [LoggerMessage(1005, LogLevel.Error, "The stored file {File} cannot be read any more; the object was sent again and takes its place. Check the disk.")]
    private partial void LogLost(string file);

    [LoggerMessage(1004, LogLevel.Error, "An object was refused because the disk failed. Check the disk of the data directory.")]
    private partial void LogDiskFailing(Exception failure);
}
