using System.Text.Json;
using Edge.Contracts;
using Edge.Runtime.Releases;
using Edge.Runtime.Tests.Audit;

namespace Edge.Runtime.Tests.Releases;

public sealed class ReleaseFaultsTests : IDisposable
{
    private readonly AuditBench _bench = new();
    private readonly ModelStore _models;
    private readonly DateTimeOffset _now;

    public ReleaseFaultsTests()
    {
        _now = _bench.Time.GetUtcNow();
        _models = new ModelStore(Path.Combine(_bench.Data.Root, "models"));
        Directory.CreateDirectory(Path.Combine(_models.Directory, "double"));
    }

    private UpdaterStatus Well => new(true, _now, null, [], []) { MetadataExpires = _now.AddDays(1) };

    [Theory]
    [InlineData(UpdateState.Rejected, "update-failed")]
    [InlineData(UpdateState.Quarantined, "update-failed")]
    [InlineData(UpdateState.RolledBack, "update-rolled-back")]
    public void Look_UpdateWentWrong_ShowsUntilANewerOneGoesWell(UpdateState state, string code)
    {
        Leave(Well with { Updates = [Update(1, state)] });
        Look();
        FaultView fault = Assert.Single(_bench.Faults.Current);
        Assert.Equal((code, "double 1.1.0: because."), (fault.Code, fault.Detail));
        Leave(Well with { Updates = [Update(2, UpdateState.Committed), Update(1, state)] });
        Look();
        Assert.Empty(_bench.Faults.Current);
    }

    [Fact]
    public void Look_MetadataNotRenewed_ShowsBeforeItExpires_AndAfter()
    {
        Leave(Well);
        Look();
        Assert.Empty(_bench.Faults.Current);
        UpdaterStatus cut = Well with { CheckProblem = "nobody answers" };
        Leave(cut);
        Look();
        Assert.Equal("metadata-expiring", Assert.Single(_bench.Faults.Current).Code);
        Leave(cut with { MetadataExpires = _now.AddSeconds(-1) });
        Look();
        Assert.Equal("metadata-expired", Assert.Single(_bench.Faults.Current).Code);
        Leave(Well);
        Look();
        Assert.Empty(_bench.Faults.Current);
    }

    [Fact]
    public void Look_ClockBehindTheProgram_OrBehindWhatWasSigned_ShowsAfterItsDelay_AndClears()
    {
        Look(built: _now.AddDays(1));
        _bench.Time.Advance(TimeSpan.FromMinutes(2));
        Assert.Equal("clock-unsure", Assert.Single(_bench.Faults.Current).Code);
        Look();
        _bench.Time.Advance(TimeSpan.FromSeconds(30));
        Assert.Empty(_bench.Faults.Current);
        Leave(Well with { ClockSure = false, LastCheckAt = _bench.Time.GetUtcNow() });
        Look();
        _bench.Time.Advance(TimeSpan.FromMinutes(2));
        Assert.Equal("clock-unsure", Assert.Single(_bench.Faults.Current).Code);
    }

    [Fact]
    public void Look_WhatServesChanges_IsAuditedOnce_AlsoOverARestart()
    {
        Activate("1.0.0");
        Look();
        Look();
        _bench.Restart();
        Look();
        Activate("1.1.0");
        Leave(Well with { Updates = [Update(1, UpdateState.Committed)], Suspended = [new SuspendedRelease("double", "1.0.0", "withdrawn")] });
        _bench.Restart();
        Look();
        Assert.Equal(
            [
                "model double: version 1.0.0 serves.", "model double: version 1.1.0 serves, 1.0.0 did before.", "update 1 of double to 1.1.0: committed: because.",
                "release double 1.0.0: suspended: withdrawn",
            ],
            _bench.Log.After(0, 100).Select(entry => entry.What));
    }

    public void Dispose() => _bench.Dispose();

    private static UpdateView Update(long id, UpdateState state) => new(id, "double", "1.0.0", "1.1.0", 2, state, "because.", 0, default, null, 0, 0);

    private void Look(DateTimeOffset? built = null) =>
        new ReleaseFaults(_models, new ReleaseLedger(_bench.Data, _bench.Log), _bench.Faults, _bench.Time) { Built = built ?? _now.AddDays(-1) }.Look();

    private void Leave(UpdaterStatus status) =>
        File.WriteAllBytes(Path.Combine(_models.Directory, UpdaterStatus.FileName), JsonSerializer.SerializeToUtf8Bytes(status, EdgeJson.Default.UpdaterStatus));

    private void Activate(string version) =>
        File.WriteAllText(Path.Combine(_models.Directory, "double", ModelPointer.FileName), $"{{\"active\": \"{version}\", \"lastKnownGood\": null}}");
}
