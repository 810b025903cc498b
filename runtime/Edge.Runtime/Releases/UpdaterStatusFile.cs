using System.Text.Json;
using Edge.Contracts;

namespace Edge.Runtime.Releases;

/// <summary>What the update agent leaves in the model store about itself (<see cref="UpdaterStatus.FileName"/>).</summary>
internal static class UpdaterStatusFile
{
    private const long SizeMaxBytes = 1024 * 1024;

    /// <summary>Reads it; null where there is none, or none that can be read.</summary>
    /// <param name="store">The model store.</param>
    public static UpdaterStatus? Read(string store)
    {
        var file = new FileInfo(Path.Combine(store, UpdaterStatus.FileName));
        try
        {
            return file.Exists && file.Length <= SizeMaxBytes ? JsonSerializer.Deserialize(File.ReadAllBytes(file.FullName), EdgeJson.Default.UpdaterStatus) : null;
        }
        catch (Exception exception) when (exception is JsonException or IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }

    /// <summary>The newest update of each model.</summary>
    public static IReadOnlyList<UpdateView> Latest(UpdaterStatus? status) =>
        [.. (status?.Updates ?? []).GroupBy(static update => update.Model, StringComparer.Ordinal).Select(static model => model.MaxBy(static update => update.Id)!)];
}
