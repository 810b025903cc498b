using System.Reflection.PortableExecutable;
using System.Text;

namespace Edge.EndToEnd.Tests.Jetson;

/// <summary>The programs as Dockerfile.jetson publishes them for arm64: IL without a host. The images themselves cannot be built here.</summary>
public sealed class JetsonPublishTests
{
    private static readonly (string Project, string Name)[] Programs =
        [("runtime/Edge.Runtime", "edge-runtime"), ("runtime/Edge.Inference", "edge-inference"), ("tools/edgectl", "edgectl"), ("updater/Edge.Updater", "edge-updater")];

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Publish_ForArm64_IsManagedCodeThatRuns()
    {
        using var folder = new TemporaryFolder();
        foreach ((string project, string name) in Programs)
        {
            // What tools/test has built, without the parts that are for one processor.
            string output = Path.Combine(folder.Path, "app", name);
            Outcome published = await Tool.RunAsync(
                "dotnet",
                ".NET SDK",
                [
                    "publish", Path.Combine(Checkout.Root, project), "--configuration", "Release", "--no-build", "--self-contained", "false", "--output", output,
                    "-p:UseAppHost=false", "-p:PublishReadyToRun=false", "-nodeReuse:false", "-verbosity:quiet",
                ],
                Stop);
            Assert.True(published.ExitCode == 0, published.Output + published.Errors);
            Assert.All(Directory.GetFiles(output, "*.dll"), AssertManaged);
            Assert.False(File.Exists(Path.Combine(output, name)), "A host for another processor was made.");
        }

        // The same IL runs here.
        foreach ((string name, int exitCode, string[] arguments) in new[] { ("edge-runtime", 0, (string[])["--version"]), ("edgectl", 0, ["--version"]), ("edge-inference", 2, ["--none"]) })
        {
            Outcome ran = await Tool.RunAsync("dotnet", ".NET SDK", [Path.Combine(folder.Path, "app", name, name + ".dll"), .. arguments], Stop);
            Assert.True(ran.ExitCode == exitCode, $"{name}: {ran.ExitCode} {ran.Output}{ran.Errors}");
        }
    }

    [Fact]
    public void OnnxRuntime_ForArm64_IsAnAarch64LibraryWithItsEntryPoint()
    {
        byte[] library = File.ReadAllBytes(Path.Combine(
            Checkout.Root, "node_modules", "onnxruntime-node", "bin", "napi-v6", "linux", "arm64", "libonnxruntime.so.1"));

        // ELF header: magic, 64 bits, little-endian, ET_DYN 3, EM_AARCH64 183.
        Assert.Equal([0x7F, (byte)'E', (byte)'L', (byte)'F', 2, 1], library[..6]);
        Assert.Equal((3, 183), (library[16] | (library[17] << 8), library[18] | (library[19] << 8)));
        Assert.True(library.AsSpan().IndexOf(Encoding.ASCII.GetBytes("\0OrtGetApiBase\0")) > 0);
    }

    [Theory]
    [InlineData(null, "is missing")]
    [InlineData("", "has zero bytes")]
    [InlineData("x", null)]
    public async Task Start_DlaCompilerOfTheHost_IsLookedAtAndTheRuntimeStartsAllTheSame(string? content, string? warning)
    {
        using var folder = new TemporaryFolder();
        string library = Path.Combine(folder.Path, "libnvdla_compiler.so");
        if (content is not null)
        {
            await File.WriteAllTextAsync(library, content, Stop);
        }

        string start = Path.Combine(Checkout.Root, "packaging", "jetson", "edge-start");
        string command = $"EDGE_DLA_COMPILER='{library}' EDGE_DOTNET=/bin/echo EDGE_RUNTIME=runtime exec '{start}' --config c";
        Outcome ran = await Tool.RunAsync("/bin/bash", "bash", ["-c", command], Stop);
        Assert.Equal((0, "runtime --config c\n"), (ran.ExitCode, ran.Output));
        if (warning is null)
        {
            Assert.Empty(ran.Errors);
        }
        else
        {
            Assert.Contains(warning, ran.Errors, StringComparison.Ordinal);
            Assert.Contains("models run on the CPU", ran.Errors, StringComparison.Ordinal);
        }
    }

    private static void AssertManaged(string path)
    {
        using var file = new PEReader(File.OpenRead(path));
        Assert.True(file.HasMetadata, $"{path} is no managed code.");
        Assert.True(file.PEHeaders.CorHeader!.Flags.HasFlag(CorFlags.ILOnly), $"{path} holds code for one processor.");
        Assert.True(file.PEHeaders.CoffHeader.Machine is Machine.I386 or Machine.Arm64, $"{path} is for {file.PEHeaders.CoffHeader.Machine}.");
    }
}
