using System.Text.Json;
using Edge.Contracts;

namespace Edge.Inference.Tests.Protocol;

public sealed class InferenceProgramTests
{
    private static readonly string Radiograph = Path.Combine(TestFolders.Releases, "phantom-radiograph", "1.0.0");

    [Fact]
    public async Task RunJob_Radiograph_WritesResultAndSaysSo()
    {
        using TemporaryFolder folder = TestFolders.CreateTemporary();
        string scratch = folder.Folder("scratch");
        (InferenceProgram program, ReadyMessage ready) = await InferenceProgram.StartAsync(InferenceProgram.Configuration(scratch, Radiograph));
        await using InferenceProgram running = program;
        string job = folder.Folder("scratch/1-1");

        (JobFinishedMessage finished, IReadOnlyList<string> stages) =
            await program.RunAsync(Jobs.Of(Radiograph, job, [Path.Combine(Radiograph, "golden", "nodule", "1.dcm")]));

        Assert.Empty(ready.Faults);
        Assert.Null(finished.Reason);
        Assert.Equal(ResultOutcome.Completed, finished.Outcome);
        Assert.Equal(["load", "preprocess", "infer", "postprocess", "write"], stages);
        ResultDocument result = JsonSerializer.Deserialize(await File.ReadAllTextAsync(Path.Combine(job, ResultDocument.FileName), TestContext.Current.CancellationToken), EdgeJson.Default.ResultDocument)!;
        Assert.True(result.Findings.Single(finding => finding.Label == "nodule").Present);
    }
}
