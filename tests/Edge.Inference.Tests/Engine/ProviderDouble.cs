using System.Diagnostics;
using Microsoft.ML.OnnxRuntime;

namespace Edge.Inference.Tests.Engine;

/// <summary>A library in front of the real ONNX Runtime that has TensorRT and CUDA, and misbehaves as told (provider_double.c).</summary>
internal static class ProviderDouble
{
    private static readonly Lazy<string> Library = new(Build);

    /// <summary>The environment of a program that is to use it.</summary>
    /// <param name="behaviours">Rung and behaviour.</param>
    public static Dictionary<string, string> Environment(params (string Rung, string Behaviour)[] behaviours)
    {
        var variables = new Dictionary<string, string> { [OrtLibrary.EnvironmentVariable] = Library.Value };
        foreach ((string rung, string behaviour) in behaviours)
        {
            variables[$"EDGE_DOUBLE_{rung.ToUpperInvariant().Replace('-', '_')}"] = behaviour;
        }

        return variables;
    }

    private static string Build()
    {
        string folder = Directory.CreateDirectory(Path.Combine(AppContext.BaseDirectory, "provider-double")).FullName;
        string library = Path.Combine(folder, "libonnxruntime.so.1");
        string real = Path.Combine(Directory.CreateDirectory(Path.Combine(folder, "real")).FullName, "libonnxruntime.so.1");
        File.Copy(OrtLibrary.Find(), real, overwrite: true);
        string source = Path.Combine(TestFolders.Repository, "tests", "Edge.Inference.Tests", "Engine", "provider_double.c");
        using Process compiler = Process.Start(new ProcessStartInfo("gcc", ["-shared", "-fPIC", "-O1", "-o", library, source, "-ldl"]) { RedirectStandardError = true })!;
        string errors = compiler.StandardError.ReadToEnd();
        compiler.WaitForExit();
        return compiler.ExitCode == 0 ? library : throw new InvalidOperationException($"gcc: {errors}");
    }
}
