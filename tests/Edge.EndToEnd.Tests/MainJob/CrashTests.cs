using Edge.Contracts;

namespace Edge.EndToEnd.Tests;

/// <summary>Crashes of the inference process and of the runtime, with the real runtime.</summary>
public sealed class CrashTests
{
    [Fact]
    public async Task Inference_ModelSegfaults_LosesNothingButItsOwnJob()
    {
        CancellationToken cancellationToken = TestContext.Current.CancellationToken;
        using var folder = new TemporaryFolder();
        InstanceUids bad = InstanceUids.NewStudy(1)[0];
        string badFile = Path.Combine(folder.Path, "bad.dcm");
        await File.WriteAllBytesAsync(badFile, Phantom.File(bad, PhantomKind.Radiograph, 0), cancellationToken);
        string[] settings = ModelDouble.Install(folder.Sub("models"), ["finish"], new Dictionary<string, string[]> { [bad.Series] = ["segfault"] });
        await using Appliance appliance = await Appliance.StartAsync(Path.Combine(folder.Path, "data"), settings, cancellationToken);

        var good = new List<string> { await Trial.SendPhantomAsync(appliance, folder, PhantomKind.Radiograph, cancellationToken) };
        await Trial.SendAsync(appliance, [badFile], cancellationToken);
        for (int sent = 0; sent < 3; sent++)
        {
            good.Add(await Trial.SendPhantomAsync(appliance, folder, PhantomKind.Radiograph, cancellationToken));
        }

        foreach (string study in good)
        {
            Assert.Equal(ResultOutcome.Completed, Assert.Single(await Trial.WaitAsync(appliance, study, cancellationToken, "done")).Outcome);
        }

        UnitSummary quarantined = Assert.Single(await Trial.WaitAsync(appliance, bad.Study, cancellationToken, "quarantined"));
        Assert.Equal(ResultOutcome.Failed, quarantined.Outcome);
        Assert.Contains("signal 11 (SIGSEGV) in stage infer", quarantined.Reason, StringComparison.Ordinal);
        Assert.Equal(good.Count + 1, (await Trial.ResultsAsync(appliance, cancellationToken)).Count);
        Outcome jobs = await Trial.EdgectlAsync(appliance, cancellationToken, "job", "list");
        Assert.Contains("SIGSEGV", jobs.Output, StringComparison.Ordinal);

        // And it goes on with what comes afterwards.
        string after = await Trial.SendPhantomAsync(appliance, folder, PhantomKind.Radiograph, cancellationToken);
        Assert.Equal("done", Assert.Single(await Trial.WaitAsync(appliance, after, cancellationToken, "done")).State);
    }

    [Fact]
    public async Task Runtime_KilledWhileAJobRuns_EndsWithExactlyOneResult()
    {
        CancellationToken cancellationToken = TestContext.Current.CancellationToken;
        using var folder = new TemporaryFolder();
        string data = Path.Combine(folder.Path, "data");
        string[] settings = ModelDouble.Install(folder.Sub("models"), ["hang", "finish"]);
        string study;
        int child;
        await using (Appliance appliance = await Appliance.StartAsync(data, settings, cancellationToken))
        {
            study = await Trial.SendPhantomAsync(appliance, folder, PhantomKind.Radiograph, cancellationToken);
            await Trial.WaitAsync(appliance, study, cancellationToken, "running");
            child = Assert.Single(appliance.Children());
            appliance.Kill();
        }

        await IsGoneAsync(child, cancellationToken);
        await using Appliance again = await Appliance.StartAsync(data, settings, cancellationToken);
        Assert.Equal(ResultOutcome.Completed, Assert.Single(await Trial.WaitAsync(again, study, cancellationToken, "done")).Outcome);
        Assert.Single(await Trial.ResultsAsync(again, cancellationToken));
        Assert.Single(Directory.GetDirectories(again.Data.Results));
        JobSummary job = Assert.Single(await Trial.JobsAsync(again, cancellationToken));
        Assert.Equal((2, 0), (job.Attempts, job.Deaths));
    }

    [Fact]
    public async Task Runtime_KilledWhileARealModelRuns_LeavesNoProcessAndEndsWithTheExpectedFinding()
    {
        CancellationToken cancellationToken = TestContext.Current.CancellationToken;
        using var folder = new TemporaryFolder();
        DemonstrationStudy ct = (await DemonstrationSet.WriteAsync(Path.Combine(folder.Path, "set"), cancellationToken)).Study("ct");
        string data = Path.Combine(folder.Path, "data");
        string[] settings = ["studies.quietSeconds=0.5"];
        int child;
        await using (Appliance appliance = await Appliance.StartAsync(data, settings, cancellationToken))
        {
            await Trial.SendAsync(appliance, ct.Files, cancellationToken);
            await Trial.WaitAsync(appliance, ct.StudyUid, cancellationToken, "running", "done");
            child = Assert.Single(appliance.Children());
            appliance.Kill();
        }

        await IsGoneAsync(child, cancellationToken);
        await using Appliance again = await Appliance.StartAsync(data, settings, cancellationToken);
        UnitSummary unit = Assert.Single(await Trial.WaitAsync(again, ct.StudyUid, cancellationToken, "done"));
        ResultSummary result = Assert.Single(await Trial.ResultsAsync(again, cancellationToken));
        Assert.Equal(unit.ResultId, result.ResultId);
        ct.AssertFindings(result.Findings);
    }

    [Fact]
    public async Task Inference_KilledFromOutside_IsStartedAgainAndTheJobFinishes()
    {
        CancellationToken cancellationToken = TestContext.Current.CancellationToken;
        using var folder = new TemporaryFolder();
        string[] settings = ModelDouble.Install(folder.Sub("models"), ["hang", "finish"]);
        await using Appliance appliance = await Appliance.StartAsync(Path.Combine(folder.Path, "data"), settings, cancellationToken);
        string study = await Trial.SendPhantomAsync(appliance, folder, PhantomKind.Radiograph, cancellationToken);
        await Trial.WaitAsync(appliance, study, cancellationToken, "running");
        int child = Assert.Single(appliance.Children());
        await Tool.RunAsync("/bin/kill", "procps", ["-KILL", child.ToString(System.Globalization.CultureInfo.InvariantCulture)], cancellationToken);
        Assert.Equal(ResultOutcome.Completed, Assert.Single(await Trial.WaitAsync(appliance, study, cancellationToken, "done")).Outcome);
        Assert.Equal(1, Assert.Single(await Trial.JobsAsync(appliance, cancellationToken)).Deaths);
    }

    private static Task IsGoneAsync(int process, CancellationToken cancellationToken) => Poll.UntilAsync(
        () => Task.FromResult(Directory.Exists($"/proc/{process}") && !IsZombie(process) ? $"the inference process {process} still lives" : null),
        TimeSpan.FromMilliseconds(50),
        TimeSpan.FromSeconds(10),
        cancellationToken);

    private static bool IsZombie(int process)
    {
        try
        {
            return File.ReadAllText($"/proc/{process}/stat").Split(") ")[^1].StartsWith('Z');
        }
        catch (IOException)
        {
            return true;
        }
    }
}
