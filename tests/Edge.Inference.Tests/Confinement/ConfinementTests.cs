using Edge.Contracts;
using Edge.Inference.Confinement;
using Edge.Inference.Tests.Protocol;

namespace Edge.Inference.Tests.Confinement;

/// <summary>What the real program gives up, and what it says on kernels that cannot take it away.</summary>
public sealed class ConfinementTests : IDisposable
{
    private static readonly string OldKernel = Path.Combine(TestFolders.Repository, "tests", "Edge.Inference.Tests", "Confinement", "old_kernel.py");

    private readonly TemporaryFolder _folder = TestFolders.CreateTemporary();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task Serving_HasNoPrivilegesToGainAndGoesFirstWhenMemoryEnds()
    {
        (InferenceProgram program, ReadyMessage ready) = await InferenceProgram.ServeAsync(InferenceProgram.Configuration(_folder.Path));
        await using InferenceProgram running = program;
        Assert.Empty(ready.Faults);
        string[] tasks = Directory.GetDirectories($"/proc/{program.Process.Id}/task");
        Assert.All(tasks, task =>
        {
            string[] status = File.ReadAllLines(Path.Combine(task, "status"));
            Assert.Contains("NoNewPrivs:\t1", status);
            Assert.Contains("Seccomp:\t2", status);
        });
        Assert.Equal("800", (await File.ReadAllTextAsync($"/proc/{program.Process.Id}/oom_score_adj", TestContext.Current.CancellationToken)).Trim());
    }

    [Fact]
    public async Task RunJob_InstanceOutsideTheReadableDirectories_CannotBeRead()
    {
        Assert.SkipUnless(Landlock.KernelVersion > 0, "This kernel has no Landlock.");
        using TemporaryFolder elsewhere = TestFolders.CreateTemporary();
        string copy = elsewhere.File("1.dcm");
        File.Copy(Releases.Inputs(Releases.Radiograph, "nodule")[0], copy);
        (InferenceProgram program, _) = await InferenceProgram.ServeAsync(InferenceProgram.Configuration(_folder.Path, TestFolders.Releases));
        await using InferenceProgram running = program;

        (JobFinishedMessage finished, _) = await program.RunAsync(Jobs.Of(Releases.Radiograph, _folder.Folder("1"), [copy]));

        Assert.Equal(ResultOutcome.Failed, finished.Outcome);
        Assert.Contains("denied", finished.Reason, StringComparison.Ordinal);
    }

    [Fact]
    public async Task RunJob_ScratchOutsideTheWritableDirectory_CannotBeWritten()
    {
        Assert.SkipUnless(Landlock.KernelVersion > 0, "This kernel has no Landlock.");
        using TemporaryFolder elsewhere = TestFolders.CreateTemporary();
        (InferenceProgram program, _) = await InferenceProgram.ServeAsync(
            InferenceProgram.Configuration(_folder.Path, TestFolders.Releases, elsewhere.Path));
        await using InferenceProgram running = program;

        await program.SendAsync(Jobs.Of(Releases.Radiograph, elsewhere.Path, Releases.Inputs(Releases.Radiograph, "nodule")));

        Assert.Equal(ExitCode.ScratchFailed, (await program.WaitForExitAsync()).Code);
        Assert.Empty(Directory.GetFileSystemEntries(elsewhere.Path));
    }

    [Fact]
    public async Task Configure_DirectoryThatDoesNotExist_IsAFault()
    {
        (InferenceProgram program, ReadyMessage ready) = await InferenceProgram.ServeAsync(
            InferenceProgram.Configuration(_folder.Path, _folder.File("no-store")));
        await using InferenceProgram running = program;
        Assert.Contains("no-store' did not exist", Assert.Single(ready.Faults), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("landlock", "no Landlock")]
    [InlineData("seccomp", "could use the network")]
    public async Task KernelLacksIt_ServesAndSaysSo(string missing, string words)
    {
        (InferenceProgram program, ReadyMessage ready) = await InferenceProgram.ServeAsync(
            InferenceProgram.Configuration(_folder.Path, TestFolders.Releases), null, "/usr/bin/python3", OldKernel, missing);
        await using InferenceProgram running = program;
        (JobFinishedMessage finished, _) = await program.RunAsync(
            Jobs.Of(Releases.Radiograph, _folder.Folder("1"), Releases.Inputs(Releases.Radiograph, "nodule")));
        Assert.Contains(words, Assert.Single(ready.Faults), StringComparison.Ordinal);
        Assert.Equal(ResultOutcome.Completed, finished.Outcome);
    }

    [Fact]
    public void Filter_IsOneProgramForEachProcessor()
    {
        // Load the architecture, test it, refuse; load the number, test for x32, refuse; a test and a refusal for each call; allow.
        SeccompArchitecture architecture = SeccompArchitecture.Current!;
        SeccompFilter.Instruction[] program = SeccompFilter.Build(architecture);
        Assert.Equal(7 + (2 * architecture.Refused.Count), program.Length);
        Assert.Equal(architecture.Refused.Count, architecture.Refused.Distinct().Count());
        Assert.Equal(0x7FFF0000u, program[^1].Value);
    }
}
