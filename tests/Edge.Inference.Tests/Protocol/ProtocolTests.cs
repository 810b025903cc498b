using System.Buffers.Binary;
using System.Text;
using Edge.Contracts;

namespace Edge.Inference.Tests.Protocol;

/// <summary>What a broken runtime, a printing library or a dead parent does to the real program.</summary>
public sealed class ProtocolTests : IDisposable
{
    private readonly TemporaryFolder _folder = TestFolders.CreateTemporary();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData(-1, "")]
    [InlineData(0, "")]
    [InlineData(int.MaxValue, "")]
    [InlineData(9, "{\"type\":1")]
    [InlineData(22, "{\"type\":\"no-such-kind\"}")]
    [InlineData(4, "null")]
    public async Task MalformedFrame_BeforeConfigure_EndsWithItsCode(int length, string json)
    {
        await using InferenceProgram program = await InferenceProgram.StartAsync();
        await SendRawAsync(program, length, json);
        Assert.Equal(ExitCode.ProtocolBroken, (await program.WaitForExitAsync()).Code);
    }

    [Theory]
    [InlineData(-5, "")]
    [InlineData(3, "\"x\"")]
    public async Task MalformedFrame_WhileServing_EndsWithItsCode(int length, string json)
    {
        await using InferenceProgram program = await ServeAsync();
        await SendRawAsync(program, length, json);
        Assert.Equal(ExitCode.ProtocolBroken, (await program.WaitForExitAsync()).Code);
    }

    [Fact]
    public async Task OtherProtocolVersion_EndsWithItsCodeAndWords()
    {
        await using InferenceProgram program = await InferenceProgram.StartAsync();
        await program.SendAsync(InferenceProgram.Configuration(_folder.Path) with { ProtocolVersion = 99 });
        (ExitCode code, string errors) = await program.WaitForExitAsync();
        Assert.Equal(ExitCode.ProtocolVersion, code);
        Assert.Contains("protocol 99", errors, StringComparison.Ordinal);
    }

    [Fact]
    public async Task JobBeforeConfigure_EndsWithItsCode()
    {
        await using InferenceProgram program = await InferenceProgram.StartAsync();
        await program.SendAsync(new ShutdownMessage());
        Assert.Equal(ExitCode.ProtocolBroken, (await program.WaitForExitAsync()).Code);
    }

    [Fact]
    public async Task ConfigureTwice_EndsWithItsCode()
    {
        await using InferenceProgram program = await ServeAsync();
        await program.SendAsync(InferenceProgram.Configuration(_folder.Path));
        Assert.Equal(ExitCode.ProtocolBroken, (await program.WaitForExitAsync()).Code);
    }

    [Fact]
    public async Task SecondJobWhileOneRuns_EndsWithItsCode()
    {
        await using InferenceProgram program = await ServeAsync();
        RunJobMessage job = Jobs.Of(Releases.CtLesion, _folder.Folder("1"), Releases.Inputs(Releases.CtLesion, "lesion"));
        await program.SendAsync(job);
        await program.SendAsync(job with { JobId = 2 });
        Assert.Equal(ExitCode.ProtocolBroken, (await program.WaitForExitAsync()).Code);
    }

    [Fact]
    public async Task InputClosed_BeforeConfigure_EndsAsParentGone()
    {
        await using InferenceProgram program = await InferenceProgram.StartAsync();
        program.Process.StandardInput.Close();
        Assert.Equal(ExitCode.ParentGone, (await program.WaitForExitAsync()).Code);
    }

    [Fact]
    public async Task InputClosed_WhileServing_EndsAsParentGone()
    {
        await using InferenceProgram program = await ServeAsync();
        program.Process.StandardInput.Close();
        Assert.Equal(ExitCode.ParentGone, (await program.WaitForExitAsync()).Code);
    }

    [Fact]
    public async Task ParentKilled_WhileItsPipesStayOpen_EndsToo()
    {
        // The parent is a Python program that lends its own pipes, which this test keeps open.
        const string Parent = "import subprocess, sys; subprocess.Popen(sys.argv[1:]).wait()";
        (InferenceProgram parent, _) = await InferenceProgram.ServeAsync(InferenceProgram.Configuration(_folder.Path), null, "/usr/bin/python3", "-c", Parent);
        await using InferenceProgram running = parent;
        parent.Process.Kill();

        // Only the end of the child too closes the last writer of the pipe that this test reads.
        Assert.Null(await parent.ReceiveAsync());
    }

    [Fact]
    public async Task NativePrint_GoesToStderrAndTheProtocolGoesOn()
    {
        await using InferenceProgram program = await ServeAsync();

        // What a native library's printf does: a write to descriptor 1.
        await File.AppendAllTextAsync($"/proc/{program.Process.Id}/fd/1", "printed by a library\n", TestContext.Current.CancellationToken);
        (JobFinishedMessage finished, _) = await program.RunAsync(
            Jobs.Of(Releases.Radiograph, _folder.Folder("1"), Releases.Inputs(Releases.Radiograph, "nodule")));

        Assert.Equal(ResultOutcome.Completed, finished.Outcome);
        await program.SendAsync(new ShutdownMessage());
        Assert.Contains("printed by a library", (await program.WaitForExitAsync()).Errors, StringComparison.Ordinal);
    }

    [Fact]
    public async Task NativeLibraryMissing_EndsWithItsCodeAndWords()
    {
        var environment = new Dictionary<string, string> { ["EDGE_ONNXRUNTIME"] = _folder.File("none.so") };
        await using InferenceProgram program = await InferenceProgram.StartAsync(environment);
        await program.SendAsync(InferenceProgram.Configuration(_folder.Path));
        (ExitCode code, string errors) = await program.WaitForExitAsync();
        Assert.Equal(ExitCode.NativeLibraryMissing, code);
        Assert.Contains("none.so", errors, StringComparison.Ordinal);
    }

    [Fact]
    public async Task NativeLibraryIsAnother_EndsWithItsCodeAndWords()
    {
        string other = Directory.GetFiles(Path.GetDirectoryName(typeof(object).Assembly.Location)!, "libSystem.Native.so").Single();
        var environment = new Dictionary<string, string> { ["EDGE_ONNXRUNTIME"] = other };
        await using InferenceProgram program = await InferenceProgram.StartAsync(environment);
        await program.SendAsync(InferenceProgram.Configuration(_folder.Path));
        (ExitCode code, string errors) = await program.WaitForExitAsync();
        Assert.Equal(ExitCode.NativeLibraryMissing, code);
        Assert.Contains("is not ONNX Runtime", errors, StringComparison.Ordinal);
    }

    private static async Task SendRawAsync(InferenceProgram program, int length, string json)
    {
        byte[] frame = new byte[4 + Encoding.UTF8.GetByteCount(json)];
        BinaryPrimitives.WriteInt32LittleEndian(frame, length);
        Encoding.UTF8.GetBytes(json, frame.AsSpan(4));
        await program.Input.WriteAsync(frame, TestContext.Current.CancellationToken);
        await program.Input.FlushAsync(TestContext.Current.CancellationToken);
    }

    private async Task<InferenceProgram> ServeAsync() =>
        (await InferenceProgram.ServeAsync(InferenceProgram.Configuration(_folder.Path, TestFolders.Releases))).Program;
}
