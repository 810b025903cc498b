using Edge.Contracts;
using Edge.Releases;
using Edge.Releases.Offers;
using Edge.Releases.Tuf;
using Edge.Updater.Feed;
using Edge.Updater.Journal;
using Edge.Updater.Slots;

namespace Edge.Updater.Machine;

/// <summary>
/// Fetches the files of a release: 1. what is offered still is, somewhere, and may be installed, 2. there is room, 3. each file, taken from the release that serves
/// where it is the same, and left where an attempt before has brought it.
/// </summary>
/// <param name="device">Who this device is.</param>
/// <param name="runtime">Version of the software beside it.</param>
/// <param name="feed">What is offered.</param>
/// <param name="slots">Where it is put together.</param>
/// <param name="journal">Told the progress.</param>
/// <param name="freeBytes">Free space of the store, in bytes.</param>
internal sealed class DownloadStep(
    DeviceIdentity device, Version runtime, ReleaseFeed feed, ModelSlots slots, UpdateJournal journal, Func<long> freeBytes)
{
    /// <summary>Space that an update leaves free, in bytes: 512 MiB.</summary>
    public const long ReserveBytes = 512L * 1024 * 1024;

    /// <summary>A download that broke off counts as a failure unless so much more has come, in bytes: 128 KiB.</summary>
    private const long LeastProgressBytes = 128 * 1024;

    private static readonly TimeSpan DownLook = TimeSpan.FromSeconds(10);

    /// <summary>The act of <see cref="UpdateState.Downloading"/>.</summary>
    public async Task<StepResult> RunAsync(UpdateRow update, CancellationToken cancellation) =>
        await feed.Gate.DownloadAsync(token => FetchAsync(update, token), cancellation) ?? StepResult.GivesWay;

    private async Task<StepResult> FetchAsync(UpdateRow update, CancellationToken cancellation)
    {
        // 1. A broker that is away is no fault of a release: it waits.
        if (feed.IsOf(update.Source) && feed.Down() is { } down)
        {
            return StepResult.Waits(down, DownLook);
        }

        // What was looked at last has it, then where it was offered, a stick perhaps, then the sources of the configuration. What is signed is the same everywhere.
        if (IsOffered(update) && feed.Down() is null)
        {
            bool isLast = update.Source is null && feed.IsOf(null);
            try
            {
                return await FetchHereAsync(update, cancellation);
            }
            catch (Exception gone) when (!isLast && IsGone(gone))
            {
                // Another place may have it.
            }
        }

        if (update.Source is not null && !feed.IsOf(update.Source))
        {
            try
            {
                await feed.RefreshAsync(update.Source, cancellation);
                if (IsOffered(update))
                {
                    return await FetchHereAsync(update, cancellation);
                }
            }
            catch (Exception gone) when (IsGone(gone))
            {
                // The last place is asked.
            }
        }

        await feed.RefreshAsync(null, cancellation);
        return await FetchHereAsync(update, cancellation);
    }

    private bool IsOffered(UpdateRow update) =>
        feed.Offers.Any(offer => offer.Name == update.Model && offer.Version == update.ToVersion && offer.Counter == update.Counter);

    private static bool IsGone(Exception failure) => failure is IOException or UnauthorizedAccessException
        || failure is TrustException { Failure: TrustFailure.Unreachable or TrustFailure.NotFound or TrustFailure.TooSlow };

    private async Task<StepResult> FetchHereAsync(UpdateRow update, CancellationToken cancellation)
    {
        if (OfferGate.Refusal(feed.Offers, update, device, runtime, journal.FloorOf(update.Model)) is { } refusal)
        {
            return StepResult.To(UpdateState.Rejected, refusal);
        }

        ReleaseOffer offer = feed.Offers.Single(offer => offer.Name == update.Model && offer.Version == update.ToVersion);
        IReadOnlyList<(string Name, TargetFile File)> files = feed.FilesOf(offer);
        string staging = slots.StagingOf(update.Model, update.ToVersion);
        if (files.Any(file => !IsInside(staging, file.Name)))
        {
            return StepResult.To(UpdateState.Rejected, "A file of the release has a name that would lie outside of it. Report this to central operations.");
        }

        // 2.
        long total = files.Sum(file => file.File.SizeBytes);
        long there = BytesThere(staging);
        if (freeBytes() < total - there + ReserveBytes)
        {
            return StepResult.Outage($"It needs {(total - there + ReserveBytes) / 1024 / 1024} MiB of free space in the model store. Free some; it is tried again.");
        }

        // 3.
        long done = 0;
        foreach ((string name, TargetFile file) in files)
        {
            journal.NoteBytes(update.Id, done, total);
            string path = Path.Combine(staging, name);
            Directory.CreateDirectory(Path.GetDirectoryName(path)!);
            TakeFromActive(update, name, file, path);
            long before = BytesThere(staging);
            try
            {
                await feed.DownloadAsync(file, path, cancellation);
            }
            catch (TrustException broken) when (broken.Failure is TrustFailure.Unreachable or TrustFailure.TooSlow && BytesThere(staging) >= before + LeastProgressBytes)
            {
                // What has come is kept, so that a line that breaks again and again still brings it to an end.
                return StepResult.Waits($"{broken.Message} It goes on with what has come.", DownLook);
            }

            done += file.SizeBytes;
        }

        journal.NoteBytes(update.Id, done, total);
        return StepResult.To(UpdateState.Verifying, $"{files.Count} files, {total} bytes, came from {feed.Source}.");
    }

    /// <summary>Copies a file of the same size from the release that serves. Whether it is the very file is for the verification of the download to say.</summary>
    private void TakeFromActive(UpdateRow update, string name, TargetFile file, string path)
    {
        if (slots.PointerOf(update.Model) is not { } pointer || File.Exists(path))
        {
            return;
        }

        var same = new FileInfo(Path.Combine(slots.ReleaseOf(update.Model, pointer.Active), name));
        if (same.Exists && same.LinkTarget is null && same.Length == file.SizeBytes)
        {
            same.CopyTo(path);
            using FileStream copy = new(path, FileMode.Open, FileAccess.ReadWrite);
            copy.Flush(flushToDisk: true);
        }
    }

    private static bool IsInside(string folder, string name) =>
        Path.GetFullPath(Path.Combine(folder, name)).StartsWith(folder + Path.DirectorySeparatorChar, StringComparison.Ordinal);

    private static long BytesThere(string folder) => Directory.Exists(folder)
        ? new DirectoryInfo(folder).EnumerateFiles("*", SearchOption.AllDirectories).Sum(file => file.Length)
        : 0;
}
