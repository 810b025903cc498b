using System.Runtime.InteropServices;
using Edge.Contracts;

namespace Edge.Ctl.Doctor;

/// <summary>Are the programs and libraries there that the appliance needs, and those of the GPU where a rung wants it?</summary>
internal static class LibraryCheck
{
    private const string Dla = "libnvdla_compiler.so";
    private const string SecurityModules = "/sys/kernel/security/lsm";

    private static readonly string[] Programs = ["edge-runtime", "edge-inference"];

    private static readonly (string Library, string Package)[] Needed =
    [
        ("libsqlite3.so.0", "libsqlite3-0"), ("libmosquitto.so.1", "libmosquitto1"), ("libturbojpeg.so.0", "libturbojpeg0"), ("libcharls.so.2", "libcharls2"), ("libopenjp2.so.7", "libopenjp2-7"),
    ];

    private static readonly string[] DlaFolders = ["/usr/lib/aarch64-linux-gnu/nvidia", "/usr/lib/aarch64-linux-gnu/tegra"];
    private static readonly string[] Cuda = ["libcuda.so.1", "libcudart.so.12", "libcudnn.so.9"];
    private static readonly string[] TensorRt = ["libnvinfer.so.10", "libnvonnxparser.so.10"];

    /// <summary>Looks.</summary>
    public static IEnumerable<DoctorLine> Look(DeviceConfig? config)
    {
        string beside = Path.GetFullPath(Path.Combine(AppContext.BaseDirectory, ".."));
        foreach (string program in Programs)
        {
            string path = Path.Combine(beside, program, program);
            yield return File.Exists(path) ? DoctorLine.Ok("program", path) : DoctorLine.Fail("program", $"{path} is missing.", "Copy out/app as a whole: programs find each other by their place.");
        }

        foreach ((string library, string package) in Needed)
        {
            yield return Has(library) ? DoctorLine.Ok("library", library) : DoctorLine.Fail("library", $"{library} is missing.", $"apt-get install {package}");
        }

        foreach (DoctorLine line in Gpu(config?.Inference.Rungs ?? []))
        {
            yield return line;
        }

        yield return File.Exists(SecurityModules) && File.ReadAllText(SecurityModules).Split(',').Contains("landlock")
            ? DoctorLine.Ok("confinement", "The kernel has Landlock.")
            : DoctorLine.Warn("confinement", "The kernel has no Landlock, or does not say so.", "Inference runs less confined, and a fault says so. Use a kernel with CONFIG_SECURITY_LANDLOCK and landlock in its list of security modules.");
    }

    private static IEnumerable<DoctorLine> Gpu(IReadOnlyList<string> rungs)
    {
        bool wantsTensorRt = rungs.Any(rung => rung.StartsWith("tensorrt", StringComparison.Ordinal));
        IEnumerable<string> wanted = [.. wantsTensorRt || rungs.Contains("cuda") ? Cuda : [], .. wantsTensorRt ? TensorRt : []];
        foreach (string library in wanted)
        {
            yield return Has(library)
                ? DoctorLine.Ok("GPU library", library)
                : DoctorLine.Warn("GPU library", $"{library} cannot be loaded: rungs above the CPU will be refused.", "Install the CUDA and TensorRT that ONNX Runtime was built with, or take the rungs out of inference.rungs; see docs/jetson.md.");
        }

        if (wantsTensorRt && FindDla() is { Length: 0 } empty)
        {
            yield return DoctorLine.Warn("GPU library", $"{empty.FullName} is empty: TensorRT does not load.", "On the host: apt-get install --reinstall nvidia-l4t-dla-compiler, then build the image again.");
        }
    }

    private static FileInfo? FindDla() => DlaFolders
        .Select(folder => new FileInfo(Path.Combine(folder, Dla))).FirstOrDefault(file => file.Exists);

    private static bool Has(string library)
    {
        if (!NativeLibrary.TryLoad(library, out nint handle))
        {
            return false;
        }

        NativeLibrary.Free(handle);
        return true;
    }
}
