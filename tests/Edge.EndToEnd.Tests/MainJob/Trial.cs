using Edge.Contracts;

namespace Edge.EndToEnd.Tests;

/// <summary>Sends studies and waits for what becomes of them.</summary>
internal static class Trial
{
    private static readonly TimeSpan Interval = TimeSpan.FromMilliseconds(50);
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(120);

    /// <summary>Sends files over one association; every one must be answered Success.</summary>
    public static async Task SendAsync(Appliance appliance, IReadOnlyCollection<string> files, CancellationToken cancellationToken)
    {
        using var scanner = Scanner.Start(appliance.DicomPort, "SCANNER", files);
        Assert.Equal(files.Count, (await scanner.AcknowledgedAsync(cancellationToken)).Count);
    }

    /// <summary>Writes a made-up series and sends it.</summary>
    /// <returns>Its Study Instance UID.</returns>
    public static async Task<string> SendPhantomAsync(Appliance appliance, TemporaryFolder folder, PhantomKind kind, CancellationToken cancellationToken)
    {
        InstanceUids uids = InstanceUids.NewStudy(1)[0];
        string file = Path.Combine(folder.Path, uids.Instance + ".dcm");
        await File.WriteAllBytesAsync(file, Phantom.File(uids, kind, 0), cancellationToken);
        await SendAsync(appliance, [file], cancellationToken);
        return uids.Study;
    }

    /// <summary>Waits until every unit of the study is in one of the states, and returns them.</summary>
    public static async Task<IReadOnlyList<UnitSummary>> WaitAsync(
        Appliance appliance, string study, CancellationToken cancellationToken, params IReadOnlyList<string> states)
    {
        IReadOnlyList<UnitSummary> units = [];
        await Poll.UntilAsync(
            async () =>
            {
                Assert.False(appliance.HasExited, appliance.LogTail());
                StudySummary? found = (await StudiesAsync(appliance, cancellationToken)).SingleOrDefault(summary => summary.StudyInstanceUid == study);
                units = found?.Units ?? [];
                return units.Count > 0 && found!.State == "complete" && units.All(unit => states.Contains(unit.State))
                    ? null
                    : $"{study}: {found?.State} {string.Join("; ", units)}\n{appliance.LogTail()}";
            },
            Interval,
            Limit,
            cancellationToken);
        return units;
    }

    /// <summary>Every study.</summary>
    public static Task<IReadOnlyList<StudySummary>> StudiesAsync(Appliance appliance, CancellationToken cancellationToken) =>
        appliance.GetAsync("/v1/studies", EdgeJson.Default.IReadOnlyListStudySummary, cancellationToken);

    /// <summary>Every result.</summary>
    public static Task<IReadOnlyList<ResultSummary>> ResultsAsync(Appliance appliance, CancellationToken cancellationToken) =>
        appliance.GetAsync("/v1/results", EdgeJson.Default.IReadOnlyListResultSummary, cancellationToken);

    /// <summary>Every job.</summary>
    public static Task<IReadOnlyList<JobSummary>> JobsAsync(Appliance appliance, CancellationToken cancellationToken) =>
        appliance.GetAsync("/v1/jobs", EdgeJson.Default.IReadOnlyListJobSummary, cancellationToken);

    /// <summary>Runs edgectl on the appliance's data folder.</summary>
    public static Task<Outcome> EdgectlAsync(Appliance appliance, CancellationToken cancellationToken, params IEnumerable<string> arguments) =>
        Tool.RunAsync(Checkout.Program("edgectl"), "edgectl", [.. arguments, "--data", appliance.Data.Root], cancellationToken);
}
