using System.Text.Json;
using System.Text.RegularExpressions;
using static Edge.Tidy.Tests.ContainerFile;

namespace Edge.Tidy.Tests;

/// <summary>Dockerfile.jetson cannot be built where the tests run. What can be known of it without that: that it agrees with the repository.</summary>
public sealed class JetsonImageTests
{
    private static readonly ContainerFile Jetson = ContainerFile.Parse(Text("Dockerfile.jetson"));

    [Fact]
    public void OnnxRuntime_IsTheVersionThatTheTestsRunOn()
    {
        using var package = JsonDocument.Parse(Text("package.json"));
        Assert.Equal("v" + package.RootElement.GetProperty("dependencies").GetProperty("onnxruntime-node").GetString(), Jetson.Arguments["ONNXRUNTIME_TAG"]);
    }

    [Fact]
    public void DotNet_IsTheOneOfTheRepository()
    {
        using var global = JsonDocument.Parse(Text("global.json"));
        string sdk = global.RootElement.GetProperty("sdk").GetProperty("version").GetString()!;
        string target = Regex.Match(Text("Directory.Build.props"), "<TargetFramework>net([0-9.]+)<").Groups[1].Value;
        Assert.StartsWith($"mcr.microsoft.com/dotnet/sdk:{sdk}-", Jetson.Arguments["DOTNET_SDK"], StringComparison.Ordinal);
        Assert.StartsWith($"mcr.microsoft.com/dotnet/aspnet:{target}-", Jetson.Arguments["DOTNET_RUNTIME"], StringComparison.Ordinal);
    }

    [Fact]
    public void OpenJpeg_KnowsHtj2k()
    {
        Match version = Regex.Match(Jetson.Arguments["OPENJPEG_TAG"], @"^v(\d+)\.(\d+)");
        Assert.True((int.Parse(version.Groups[1].Value), int.Parse(version.Groups[2].Value)).CompareTo((2, 5)) >= 0, version.Value);
    }

    [Fact]
    public void Packages_AreThoseOfAnAppliance()
    {
        // Ubuntu's name for Debian's libturbojpeg0, and OpenJPEG is built.
        IEnumerable<string> wanted = Text("tools/debian-packages").Split('\n')
            .Where(line => line.StartsWith("app ", StringComparison.Ordinal))
            .Select(line => line.Split(' ', StringSplitOptions.RemoveEmptyEntries)[1])
            .Where(package => package != "libopenjp2-7")
            .Select(package => package == "libturbojpeg0" ? "libturbojpeg" : package);
        string install = Jetson.Stages.Single(stage => stage.Name == "common").Instructions.First(line => line.Verb == "RUN").Text;
        string list = Regex.Match(install, "--no-install-recommends ([^&]*)").Groups[1].Value;
        Assert.Equal(wanted.Order(StringComparer.Ordinal), list.Split(' ', StringSplitOptions.RemoveEmptyEntries).Order(StringComparer.Ordinal));
    }

    [Fact]
    public void Runtime_HasWhatAnApplianceNeeds()
    {
        Instruction[] lines = [.. Jetson.Chain("runtime").SelectMany(stage => stage.Instructions)];
        Assert.Equal("edge", lines.Last(line => line.Verb == "USER").Text);
        Assert.Contains(lines, line => line.Verb == "HEALTHCHECK" && line.Text.Contains("edge-health", StringComparison.Ordinal));
        string volumes = lines.Last(line => line.Verb == "VOLUME").Text;
        Assert.All(["/var/lib/edge", "/var/lib/edge/models", "/var/lib/edge/engines"], folder => Assert.Contains($"\"{folder}\"", volumes, StringComparison.Ordinal));
        Assert.Equal("edge-updater", Jetson.Chain("updater").SelectMany(stage => stage.Instructions).Last(line => line.Verb == "USER").Text);
    }

    [Fact]
    public void Updater_IsOfTheRuntimesGroupAndSharesItsFolders()
    {
        // The runtime's socket and the models are for its group, as under systemd.
        string common = string.Join('\n', Jetson.Stages.Single(stage => stage.Name == "common").Instructions.Select(line => line.Text));
        Assert.Matches(@"useradd [^&]*--gid edge [^&]*/var/lib/edge-updater [^&]*edge-updater", common);
        Assert.Contains("Group=edge\n", Text("packaging/systemd/edge-updater.service"), StringComparison.Ordinal);
        string run = Regex.Match(Text("docs/jetson.md"), @"docker run -d --name edge-updater(?s:.*?)```").Value;
        Assert.All(
            ["edge-data:/var/lib/edge ", "edge-models:/var/lib/edge/models ", "edge-updater:/var/lib/edge-updater "],
            volume => Assert.Contains($"-v {volume}", run, StringComparison.Ordinal));
    }

    /// <summary>
    /// What TensorRT 10 needs to make an engine: its runtime, its plugins, the parser of ONNX graphs, and the kernels that the builder loads by name when it is made
    /// (libnvinfer_builder_resource, with the version of the library or of a GPU in its name), without which createInferBuilder gives nothing.
    /// </summary>
    [Theory]
    [InlineData("libnvinfer.so.10")]
    [InlineData("libnvinfer_plugin.so.10")]
    [InlineData("libnvinfer_builder_resource.so.10")]
    [InlineData("libnvinfer_builder_resource_sm87.so.10.3.0")]
    [InlineData("libnvonnxparser.so.10")]
    [InlineData("libcudnn_ops.so.9")]
    public void Tensorrt_IsCopiedWithWhatItsBuilderLoads(string library)
    {
        string build = string.Join('\n', Jetson.Stages.Single(stage => stage.Name == "onnxruntime").Instructions.Select(line => line.Text));
        string copied = Regex.Match(build, @"cp -a (/usr/lib/aarch64-linux-gnu/[^&]*) /opt/tensorrt/").Groups[1].Value;
        string[] patterns = copied.Split(' ', StringSplitOptions.RemoveEmptyEntries);
        Assert.Contains(patterns, pattern => Regex.IsMatch(
            $"/usr/lib/aarch64-linux-gnu/{library}", $"^{Regex.Escape(pattern).Replace(@"\*", "[^/]*", StringComparison.Ordinal)}$"));
        Assert.Contains(
            Jetson.Stages.Single(stage => stage.Name == "runtime").Instructions, line => line.Verb == "COPY" && line.Text.Contains("/opt/tensorrt/ /usr/local/lib/", StringComparison.Ordinal));
    }

    [Fact]
    public void DlaCompiler_IsCheckedForItsSizeWhenBuiltAndWhenStarted()
    {
        string build = string.Join('\n', Jetson.Stages.Single(stage => stage.Name == "onnxruntime").Instructions.Select(line => line.Text));
        Assert.Matches(@"libnvdla_compiler\.so; if \[ ! -s ""\$library"" \]; then echo "".*missing or empty", build);
        Assert.Matches(@"\[ ! -s ""\$library"" \]", Text("packaging/jetson/edge-start"));
    }

    private static string Text(string path) => SourceTree.OfRepository.Files.Single(file => file.Path == path).Text;
}
