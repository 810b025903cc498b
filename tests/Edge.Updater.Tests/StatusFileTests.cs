using System.Text.Json;
using Edge.Contracts;
using Edge.Updater.Slots;
using Microsoft.Extensions.Logging.Abstractions;

namespace Edge.Updater.Tests;

public sealed class StatusFileTests : IDisposable
{
    private readonly DirectoryInfo _root = Directory.CreateTempSubdirectory("edge-status-");

    [Fact]
    public void Write_Changed_LeavesWhatTheRuntimeReads_WithTheFirstExpiry()
    {
        File.WriteAllText(Path.Combine(_root.FullName, "root.json"), """{"signed": {"expires": "2027-01-01T00:00:00Z"}, "signatures": []}""");
        File.WriteAllText(Path.Combine(_root.FullName, "timestamp.json"), """{"signed": {"expires": "2026-12-02T00:00:00Z"}, "signatures": []}""");
        File.WriteAllText(Path.Combine(_root.FullName, "targets.json"), "no JSON");
        var status = new UpdaterStatus(false, null, "nobody answers", [], []);
        using var file = new StatusFile(() => status, _root.FullName, _root.FullName, TimeProvider.System, NullLogger<StatusFile>.Instance);
        file.Write();
        UpdaterStatus left = JsonSerializer.Deserialize(File.ReadAllBytes(Path.Combine(_root.FullName, UpdaterStatus.FileName)), EdgeJson.Default.UpdaterStatus)!;
        Assert.Equal((false, "nobody answers", new DateTimeOffset(2026, 12, 2, 0, 0, 0, TimeSpan.Zero)), (left.ClockSure, left.CheckProblem, left.MetadataExpires));
        File.Delete(Path.Combine(_root.FullName, UpdaterStatus.FileName));
        file.Write();
        Assert.False(File.Exists(Path.Combine(_root.FullName, UpdaterStatus.FileName)));
    }

    public void Dispose() => _root.Delete(recursive: true);
}
