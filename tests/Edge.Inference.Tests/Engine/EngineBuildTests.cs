using System.Text.Json;
using Edge.Contracts;
using Edge.Inference.Tests.Protocol;

namespace Edge.Inference.Tests.Engine;

/// <summary>The real program climbs the ladder, confined as on an appliance, with a double of the accelerator's library.</summary>
public sealed class EngineBuildTests : IDisposable
{
    private const string Fp16 = EngineRungs.TensorrtFp16;

    private readonly TemporaryFolder _folder = TestFolders.CreateTemporary();
    private readonly EngineFolders _cache;
    private int _jobs;

    public EngineBuildTests()
    {
        _cache = new EngineFolders(_folder.Folder("engines"));
        Directory.CreateDirectory(_cache.Built);
        Directory.CreateDirectory(_cache.Rungs);
    }

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData(Fp16, "refuse", "provider: [ErrorCode:ExecutionProviderFail] The double does not load its provider.")]
    [InlineData("cuda", "session", "session: [ErrorCode:ExecutionProviderFail] The double makes no session.")]
    [InlineData(Fp16, "silent", "session: TensorrtExecutionProvider wrote no engine, so that each start would build it again.")]
    [InlineData("tensorrt-fp32", "wrong-nodes", "nodes: TensorrtExecutionProvider took 0 % of the nodes; the model needs 90 %.")]
    [InlineData("cuda", "warm-up", "warm-up: [ErrorCode:ExecutionProviderFail] The double does not run.")]
    [InlineData(Fp16, "nan", "golden: The golden case 'nodule' does not agree: ")]
    [InlineData("cuda", "off", "golden: The golden case 'nodule' does not agree: the output at [0,0] is ")]
    public async Task Build_GateFails_IsRefusedWithTheGateAndKeepsNothing(string rung, string behaviour, string reason)
    {
        (EngineTriedMessage tried, IReadOnlyList<EngineStageMessage> stages, _) = await BuildAsync(rung, behaviour);

        Assert.Equal(EngineTrialOutcome.Refused, tried.Outcome);
        Assert.StartsWith(reason, tried.Reason, StringComparison.Ordinal);
        Assert.All(stages, stage => Assert.Equal(tried.Key, stage.Key));
        Assert.DoesNotContain(Directory.GetDirectories(_cache.Built), path => Path.GetFileName(path) == tried.Key);
    }

    [Fact]
    public async Task Build_SessionIsNeverMade_SaysSoAndEndsTheProcess()
    {
        (EngineTriedMessage tried, _, ExitCode code) = await BuildAsync(Fp16, "hang", EngineConfig.Default with { BuildDeadlineSeconds = 1 });
        Assert.Equal((EngineTrialOutcome.Hung, "session: Its session was not made within 1 s."), (tried.Outcome, tried.Reason));
        Assert.Equal(ExitCode.EngineHung, code);
    }

    [Fact]
    public async Task Build_CrashInTheProvider_EndsTheProcessWithTheGateKnown()
    {
        await using InferenceProgram program = await StartAsync(Fp16, "crash", EngineConfig.Default);
        await program.SendAsync(new BuildEngineMessage(Release(), ReleaseDigest.Compute(Release()), Fp16, null));
        Assert.Equal("provider", (await program.ReceiveAsync<EngineStageMessage>()).Stage);
        Assert.Equal("session", (await program.ReceiveAsync<EngineStageMessage>()).Stage);
        Assert.Null(await program.ReceiveAsync());
        Assert.Equal(134, (int)(await program.WaitForExitAsync()).Code);
    }

    [Fact]
    public async Task Build_EveryGatePasses_KeepsTheEngineOnceAndServesWithIt()
    {
        // 1. Built, gate by gate; the second time it is there.
        (EngineTriedMessage tried, IReadOnlyList<EngineStageMessage> stages, ExitCode code) = await BuildAsync(Fp16, "");
        Assert.Equal((EngineTrialOutcome.Built, (string?)null, ExitCode.Done), (tried.Outcome, tried.Reason, code));
        Assert.Equal(["provider", "session", "nodes", "warm-up", "golden"], stages.Select(stage => stage.Stage));
        string engine = Path.Combine(_cache.Built, tried.Key!);
        Assert.Equal("an engine", await File.ReadAllTextAsync(Path.Combine(engine, "double.engine"), TestContext.Current.CancellationToken));
        Assert.Equal(engine, Assert.Single(Directory.GetDirectories(_cache.Built)));
        (EngineTriedMessage again, _, _) = await BuildAsync(Fp16, "");
        Assert.Equal((EngineTrialOutcome.Cached, tried.Key), (again.Outcome, again.Key));

        // 2. It serves, and the result says so.
        EngineUsed used = await ServeAsync([Fp16, "cpu"]);
        Assert.Equal((Fp16, tried.Key, 1.0), (used.Rung, used.Key, used.NodeFraction));
        Assert.Empty(used.RefusedRungs);

        // 3. A byte that changed: it is not used, the CPU serves, and the result says why.
        await File.WriteAllTextAsync(Path.Combine(engine, "double.engine"), "an engin3", TestContext.Current.CancellationToken);
        used = await ServeAsync([Fp16, "cpu"]);
        Assert.Equal("cpu", used.Rung);
        RefusedRung refused = Assert.Single(used.RefusedRungs);
        Assert.Contains("double.engine is not what was built", refused.Reason, StringComparison.Ordinal);

        // 4. A build replaces it.
        (again, _, _) = await BuildAsync(Fp16, "");
        Assert.Equal((EngineTrialOutcome.Built, tried.Key), (again.Outcome, again.Key));
        Assert.Equal(Fp16, (await ServeAsync([Fp16, "cpu"])).Rung);
    }

    [Fact]
    public async Task Build_QuarantinedKey_IsNotTriedUntilItIsAnother()
    {
        (EngineTriedMessage tried, _, _) = await BuildAsync(Fp16, "refuse");
        (EngineTriedMessage same, IReadOnlyList<EngineStageMessage> stages, _) = await BuildAsync(Fp16, "", quarantined: tried.Key);
        (EngineTriedMessage other, _, _) = await BuildAsync(Fp16, "", EngineConfig.Default with { WorkspaceMiB = 512 }, tried.Key);
        Assert.Equal(EngineTrialOutcome.Quarantined, same.Outcome);
        Assert.Empty(stages);
        Assert.Equal(EngineTrialOutcome.Built, other.Outcome);
        Assert.NotEqual(tried.Key, other.Key);
    }

    [Fact]
    public async Task Serve_EngineIsBuiltWhileTheCpuServes_TheNextJobUsesIt()
    {
        await using InferenceProgram program = await StartServingAsync([Fp16, "cuda", "cpu"]);
        EngineUsed before = await RunAsync(program);
        Assert.Equal("cpu", before.Rung);
        Assert.Equal([Fp16, "cuda"], before.RefusedRungs.Select(refused => refused.Rung));
        Assert.All(before.RefusedRungs, refused => Assert.Equal("It has not been tried on this device yet.", refused.Reason));

        await BuildAsync(Fp16, "");

        EngineUsed after = await RunAsync(program);
        Assert.Equal(Fp16, after.Rung);
        Assert.Equal(Fp16, (await RunAsync(program)).Rung);
    }

    [Fact]
    public async Task Serve_BuiltEngineFailsHere_TheNextRungServesAndSaysWhy()
    {
        await BuildAsync(Fp16, "");
        await BuildAsync("cuda", "");
        EngineUsed used = await ServeAsync([Fp16, "cuda", "cpu"], (Fp16, "nan"));
        Assert.Equal("cuda", used.Rung);
        Assert.StartsWith("golden: ", Assert.Single(used.RefusedRungs).Reason, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Serve_SessionOfABuiltEngineIsNeverMade_EndsTheProcess()
    {
        await BuildAsync(Fp16, "");
        await using InferenceProgram program = await StartServingAsync([Fp16, "cpu"], (Fp16, "hang"));
        await program.SendAsync(Job());
        Assert.Equal("model", (await program.ReceiveAsync<StageMessage>()).Stage);
        Assert.Null(await program.ReceiveAsync());
        Assert.Equal(ExitCode.EngineHung, (await program.WaitForExitAsync()).Code);
    }

    [Fact]
    public async Task Serve_RecordOfTheRuntime_IsQuotedInTheResult()
    {
        string digest = ReleaseDigest.Compute(Release());
        var record = new RungRecord("phantom-radiograph", "1.0.0", digest, Fp16, RungState.Quarantined, null, null, "Two builds were aborted.", 2, DateTimeOffset.UnixEpoch);
        await File.WriteAllTextAsync(
            _cache.Record(digest, Fp16), JsonSerializer.Serialize(record, EdgeJson.Default.RungRecord), TestContext.Current.CancellationToken);
        EngineUsed used = await ServeAsync([Fp16, "cpu"]);
        Assert.Equal(new RefusedRung(Fp16, "Two builds were aborted."), Assert.Single(used.RefusedRungs));
    }

    [Fact]
    public async Task Load_NoRungServesYet_IsRefusedForNow()
    {
        await using InferenceProgram program = await StartServingAsync([Fp16]);
        await program.SendAsync(new LoadModelMessage(Release(), ReleaseDigest.Compute(Release())));
        ModelRefusedMessage refused = await program.ReceiveAsync<ModelRefusedMessage>();
        Assert.Contains("No rung serves the model: tensorrt-fp16: It has not been tried on this device yet.", refused.Reason, StringComparison.Ordinal);
        Assert.True(refused.MayPass);
        Assert.Equal(ExitCode.Done, (await program.WaitForExitAsync()).Code);
    }

    [Fact]
    public async Task Build_CacheIsFull_TellsWhatItRemoved()
    {
        (EngineTriedMessage first, _, _) = await BuildAsync(Fp16, "");
        (EngineTriedMessage second, _, _) = await BuildAsync("cuda", "", EngineConfig.Default with { CacheLimitMiB = 0 });
        Assert.Equal([first.Key!], second.Evicted);
        Assert.Empty(first.Evicted ?? []);
    }

    [Theory]
    [InlineData(Fp16)]
    [InlineData("cuda")]
    public async Task Build_LibraryWithoutTheProvider_IsRefusedInItsOwnWords(string rung)
    {
        await using InferenceProgram program = await StartAsync(rung, null, EngineConfig.Default);
        await program.SendAsync(new BuildEngineMessage(Release(), ReleaseDigest.Compute(Release()), rung, null));
        Assert.Equal("provider", (await program.ReceiveAsync<EngineStageMessage>()).Stage);
        EngineTriedMessage tried = await program.ReceiveAsync<EngineTriedMessage>();
        Assert.Equal(EngineTrialOutcome.Refused, tried.Outcome);
        Assert.StartsWith("provider: [ErrorCode:", tried.Reason, StringComparison.Ordinal);
    }

    /// <summary>The sample release, allowed on every rung.</summary>
    private string Release()
    {
        string release = _folder.File("release/phantom-radiograph/1.0.0");
        if (!Directory.Exists(release))
        {
            Releases.Copy(Releases.Radiograph, release);
            ModelManifest manifest = Releases.Manifest("phantom-radiograph");
            manifest = manifest with { Engine = manifest.Engine with { Rungs = EngineRungs.All } };
            File.WriteAllText(Path.Combine(release, ModelManifest.FileName), JsonSerializer.Serialize(manifest, EdgeJson.Default.ModelManifest));
        }

        return release;
    }

    private RunJobMessage Job()
    {
        int id = ++_jobs;
        return Jobs.Of(Release(), _folder.Folder($"scratch/{id}"), Releases.Inputs(Releases.Radiograph, "nodule"), jobId: id);
    }

    private async Task<InferenceProgram> StartAsync(string rung, string? behaviour, EngineConfig engine)
    {
        ConfigureMessage configure = InferenceProgram.Configuration(_cache.Built, Path.GetDirectoryName(Release())!) with
        {
            Rungs = [rung],
            Engine = engine,
            EngineCache = _cache.Root,
        };
        return (await InferenceProgram.ServeAsync(configure, behaviour is null ? null : ProviderDouble.Environment((rung, behaviour)))).Program;
    }

    private async Task<(EngineTriedMessage Tried, IReadOnlyList<EngineStageMessage> Stages, ExitCode Code)> BuildAsync(
        string rung, string behaviour, EngineConfig? engine = null, string? quarantined = null)
    {
        await using InferenceProgram program = await StartAsync(rung, behaviour, engine ?? EngineConfig.Default);
        await program.SendAsync(new BuildEngineMessage(Release(), ReleaseDigest.Compute(Release()), rung, quarantined));
        var stages = new List<EngineStageMessage>();
        while (true)
        {
            switch (await program.ReceiveAsync<InferenceMessage>())
            {
                case EngineStageMessage stage:
                    stages.Add(stage);
                    break;
                case EngineTriedMessage tried:
                    return (tried, stages, (await program.WaitForExitAsync()).Code);
                case var other:
                    throw new InvalidOperationException($"{other} came while a rung was tried.");
            }
        }
    }

    private async Task<InferenceProgram> StartServingAsync(string[] rungs, params (string Rung, string Behaviour)[] behaviours)
    {
        ConfigureMessage configure = InferenceProgram.Configuration(_folder.Folder("scratch"), Path.GetDirectoryName(Release())!, Releases.Radiograph) with
        {
            Rungs = rungs,
            Engine = EngineConfig.Default with { SessionDeadlineSeconds = 1 },
            EngineCache = _cache.Root,
        };
        return (await InferenceProgram.ServeAsync(configure, ProviderDouble.Environment(behaviours))).Program;
    }

    private async Task<EngineUsed> ServeAsync(string[] rungs, params (string Rung, string Behaviour)[] behaviours)
    {
        await using InferenceProgram program = await StartServingAsync(rungs, behaviours);
        return await RunAsync(program);
    }

    private async Task<EngineUsed> RunAsync(InferenceProgram program)
    {
        RunJobMessage job = Job();
        await program.RunAsync(job);
        string text = await File.ReadAllTextAsync(Path.Combine(job.ScratchDirectory, ResultDocument.FileName), TestContext.Current.CancellationToken);
        ResultDocument result = JsonSerializer.Deserialize(text, EdgeJson.Default.ResultDocument)!;
        Assert.Equal(ResultOutcome.Completed, result.Outcome);
        return result.Lineage.Engine!;
    }
}
