using Edge.Contracts;
using Edge.Inference.Pipeline;
using Edge.Inference.Tests.Protocol;
using Edge.Runtime.Tests;

namespace Edge.Inference.Tests.Pipeline;

/// <summary>Which deadline ends which part of a job.</summary>
public sealed class JobRunnerTests : IDisposable
{
    private readonly TemporaryFolder _folder = TestFolders.CreateTemporary();
    private readonly ManualTime _time = new();
    private readonly ModelCache _models = new(new ModelLoader(new EngineSettings(["cpu"], Threads: 2, SpinDurationUs: 0)));
    private bool _mayPass;

    public void Dispose()
    {
        _models.Dispose();
        _folder.Dispose();
    }

    [Fact]
    public void Run_LoadingTheModelTakesLongerThanTheJobMay_TheJobStillCompletes()
    {
        RunJobMessage job = Job("1");
        TimeSpan slow = TimeSpan.FromMilliseconds(job.DeadlineMs * 2);
        Assert.True(slow < RunJobMessage.ModelLoadMax);
        Assert.Equal((ResultOutcome.Completed, null), Run(job, FirstStageTakes(slow)));
    }

    [Fact]
    public void Run_LoadingPassesItsOwnDeadline_FailsAndTheNextJobTriesAgain()
    {
        (ResultOutcome outcome, string? reason) = Run(Job("1"), FirstStageTakes(RunJobMessage.ModelLoadMax));
        Assert.Equal(ResultOutcome.Failed, outcome);
        Assert.StartsWith("The model was not loaded and checked within 300 s.", reason, StringComparison.Ordinal);
        Assert.True(_mayPass);
        Assert.Equal((ResultOutcome.Completed, null), Run(Job("2"), static _ => { }));
    }

    [Fact]
    public void Run_ModelIsLoaded_TheDeadlineOfTheJobHolds()
    {
        Assert.Equal((ResultOutcome.Completed, null), Run(Job("1"), static _ => { }));
        RunJobMessage job = Job("2");
        (ResultOutcome outcome, string? reason) = Run(job, FirstStageTakes(TimeSpan.FromMilliseconds(job.DeadlineMs)));
        Assert.Equal(ResultOutcome.Failed, outcome);
        Assert.False(_mayPass);
        Assert.Contains("passed its deadline in the stage 'load'", reason, StringComparison.Ordinal);
    }

    [Fact]
    public void Run_MakingObjectsPassesTheDeadline_FailsAndLeavesNone()
    {
        RunJobMessage job = Job("1");
        (ResultOutcome outcome, string? reason) = Run(job, stage => _time.Advance(TimeSpan.FromMilliseconds(stage == JobStage.Objects ? job.DeadlineMs : 0)));
        Assert.Equal((ResultOutcome.Failed, false), (outcome, _mayPass));
        Assert.Contains("passed its deadline in the stage 'objects'", reason, StringComparison.Ordinal);
        Assert.Empty(Directory.GetFiles(job.ScratchDirectory, "*.dcm"));
    }

    private RunJobMessage Job(string scratch) => Jobs.Of(Releases.Radiograph, _folder.Folder(scratch), Releases.Inputs(Releases.Radiograph, "nodule"));

    private Action<string> FirstStageTakes(TimeSpan duration)
    {
        bool isFirst = true;
        return _ =>
        {
            if (isFirst)
            {
                isFirst = false;
                _time.Advance(duration);
            }
        };
    }

    private (ResultOutcome Outcome, string? Reason) Run(RunJobMessage job, Action<string> stageEntered)
    {
        (ResultDocument result, _mayPass) = new JobRunner(_models, "1.2.3", _time).Run(job, stageEntered);
        return (result.Outcome, result.Reason);
    }
}
