using System.Text.Json;
using Edge.Contracts;
using Edge.Runtime.Audit;
using Edge.Runtime.Store;

namespace Edge.Runtime.Releases;

/// <summary>
/// Writes into the audit log which release of a model serves, was taken back, rejected or suspended: whatever changed since it last looked, also while the runtime was down. What
/// it has seen lies in <c>releases.seen</c>; a crash before that is written may repeat an entry, and never loses one.
/// </summary>
internal sealed class ReleaseLedger(DataDirectory data, AuditLog audit)
{
    private const int MaxSeen = 2000;
    private const long SeenBytesMax = 16 * 1024 * 1024;

    private Dictionary<string, string>? _seen;

    /// <summary>Takes note of how things are.</summary>
    public void Note(IReadOnlyList<ModelState> models, UpdaterStatus? status)
    {
        Dictionary<string, string> seen = _seen ?? Read();
        var now = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (ModelState model in models.Where(model => model.Version is not null))
        {
            now[$"model {model.Name}"] = model.Version!;
        }

        foreach (UpdateView update in (status?.Updates ?? []).Where(update => Words(update.State) is not null))
        {
            now[$"update {update.Id} of {update.Model} to {update.ToVersion}"] = $"{Words(update.State)}: {update.Reason}";
        }

        foreach (SuspendedRelease suspended in status?.Suspended ?? [])
        {
            now[$"release {suspended.Model} {suspended.Version}"] = $"suspended: {suspended.Reason}";
        }

        KeyValuePair<string, string>[] changed = [.. now.Take(MaxSeen).Where(one => seen.GetValueOrDefault(one.Key) != one.Value)];
        _seen = seen;
        if (changed.Length == 0)
        {
            return;
        }

        foreach ((string what, string state) in changed)
        {
            bool serves = what.StartsWith("model ", StringComparison.Ordinal);
            string text = !serves ? $"{what}: {state}" : seen.TryGetValue(what, out string? before) ? $"{what}: version {state} serves, {before} did before." : $"{what}: version {state} serves.";
            audit.Append(new AuditEvent(AuditKind.SoftwareConfiguration, AuditActor.Service("edge-updater"), text));
        }

        _seen = now;
        Write(now);
    }

    private static string? Words(UpdateState state) => state switch
    {
        UpdateState.Committed => "committed",
        UpdateState.Rejected => "rejected",
        UpdateState.RolledBack => "rolled back",
        UpdateState.Quarantined => "quarantined",
        UpdateState.Cancelled => "cancelled",
        _ => null,
    };

    private Dictionary<string, string> Read()
    {
        try
        {
            return File.Exists(data.ReleasesSeen) && BoundedFile.Read(data.ReleasesSeen, SeenBytesMax) is { } json
                ? JsonSerializer.Deserialize(json, EdgeJson.Default.DictionaryStringString) ?? []
                : [];
        }
        catch (JsonException)
        {
            return [];
        }
    }

    private void Write(Dictionary<string, string> seen)
    {
        string partial = data.ReleasesSeen + ".part";
        using (FileStream file = File.Create(partial))
        {
            JsonSerializer.Serialize(file, seen, EdgeJson.Default.DictionaryStringString);
            file.Flush(flushToDisk: true);
        }

        File.Move(partial, data.ReleasesSeen, overwrite: true);
        DurableDirectory.Sync(data.Root);
    }
}
