using System.Text.Json;
using Edge.Contracts;

namespace Edge.Updater.Slots;

/// <summary>
/// Leaves what the agent says of itself in the model store, where the runtime, which cannot ask the agent, reads it: which update failed or was taken back, whether the clock is
/// sure, and when the trusted metadata expires. Written when it changed, in one step.
/// </summary>
/// <param name="status">What the agent says now.</param>
/// <param name="store">The model store.</param>
/// <param name="metadata">Folder of the trusted metadata.</param>
/// <param name="time">The clock.</param>
/// <param name="log">The log.</param>
internal sealed partial class StatusFile(Func<UpdaterStatus> status, string store, string metadata, TimeProvider time, ILogger<StatusFile> log) : BackgroundService
{
    private const long MaxMetadataBytes = 16 * 1024 * 1024;
    private static readonly TimeSpan Pace = TimeSpan.FromSeconds(5);
    private static readonly string[] Roles = ["root.json", "timestamp.json", "snapshot.json", "targets.json"];

    private byte[] _written = [];

    /// <summary>Writes it if it changed.</summary>
    /// <exception cref="IOException">The store cannot be written.</exception>
    public void Write()
    {
        byte[] now = JsonSerializer.SerializeToUtf8Bytes(status() with { MetadataExpires = FirstExpiry() }, EdgeJson.Default.UpdaterStatus);
        if (now.AsSpan().SequenceEqual(_written))
        {
            return;
        }

        string path = Path.Combine(store, UpdaterStatus.FileName);
        File.WriteAllBytes(path + ".new", now);
        File.Move(path + ".new", path, overwrite: true);
        _written = now;
    }

    /// <inheritdoc/>
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        await Task.Yield();
        while (true)
        {
            try
            {
                Write();
            }
            catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
            {
                LogNotWritten(failure.Message);
            }

            await Task.Delay(Pace, time, stoppingToken);
        }
    }

    private DateTimeOffset? FirstExpiry() => Roles.Select(role => Expiry(new FileInfo(Path.Combine(metadata, role)))).Min();

    private static DateTimeOffset? Expiry(FileInfo file)
    {
        if (!file.Exists || file.Length > MaxMetadataBytes)
        {
            return null;
        }

        try
        {
            using JsonDocument document = JsonDocument.Parse(File.ReadAllBytes(file.FullName));
            return document.RootElement.TryGetProperty("signed", out JsonElement signed) && signed.TryGetProperty("expires", out JsonElement expires)
                && expires.TryGetDateTimeOffset(out DateTimeOffset at)
                ? at
                : null;
        }
        catch (JsonException)
        {
            return null;
        }
    }

    [LoggerMessage(6090, LogLevel.Warning, "The runtime cannot be told how updates are: {Problem}")]
    private partial void LogNotWritten(string problem);
}
