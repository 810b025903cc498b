using System.Globalization;
using System.Runtime.InteropServices;

namespace Edge.Inference.Engine;

/// <summary>The accelerator's software and hardware, as they say themselves. What is not there is called <c>none</c>.</summary>
/// <param name="TensorRt">Version of TensorRT: 100300 is 10.3.0.</param>
/// <param name="Cuda">Version of the CUDA runtime: 12060 is 12.6.</param>
/// <param name="Driver">Newest CUDA that the driver serves, and what the driver calls itself.</param>
/// <param name="Gpu">Name, compute capability and multiprocessors.</param>
internal sealed unsafe record AcceleratorFacts(string TensorRt, string Cuda, string Driver, string Gpu)
{
    private const string None = "none";
    private const int NameLengthMax = 256;

    /// <summary>CU_DEVICE_ATTRIBUTE_* of cuda.h.</summary>
    private const int MultiprocessorCount = 16;
    private const int CapabilityMajor = 75;
    private const int CapabilityMinor = 76;

    private static readonly string[] TensorRtLibraries = ["libnvinfer.so.11", "libnvinfer.so.10", "libnvinfer.so.8"];
    private static readonly string[] CudaLibraries = ["libcudart.so.13", "libcudart.so.12", "libcudart.so.11.0"];
    private static readonly string[] DriverLibraries = ["libcuda.so.1"];
    private static readonly string[] DriverFiles = ["/proc/driver/nvidia/version", "/etc/nv_tegra_release"];

    /// <summary>Reads them. The libraries stay loaded; ONNX Runtime's providers use the same ones.</summary>
    /// <param name="gpuIndex">Which GPU.</param>
    public static AcceleratorFacts Read(int gpuIndex) => new(
        Find(TensorRtLibraries, "getInferLibVersion") is { } tensorRt ? Text(((delegate* unmanaged<int>)tensorRt)()) : None,
        VersionOf(CudaLibraries, "cudaRuntimeGetVersion"),
        $"{VersionOf(DriverLibraries, "cuDriverGetVersion")} {DriverFiles.Select(FirstLine).FirstOrDefault(line => line is not null) ?? None}",
        GpuOf(gpuIndex) ?? None);

    private static nint? Find(string[] libraries, string function)
    {
        foreach (string name in libraries)
        {
            if (NativeLibrary.TryLoad(name, out nint library) && NativeLibrary.TryGetExport(library, function, out nint address))
            {
                return address;
            }
        }

        return null;
    }

    private static string VersionOf(string[] libraries, string function)
    {
        int version;
        return Find(libraries, function) is { } get && ((delegate* unmanaged<int*, int>)get)(&version) == 0 ? Text(version) : None;
    }

    private static string? GpuOf(int index)
    {
        int device;
        byte* name = stackalloc byte[NameLengthMax];
        return Find(DriverLibraries, "cuInit") is { } init
            && Find(DriverLibraries, "cuDeviceGet") is { } get
            && Find(DriverLibraries, "cuDeviceGetName") is { } getName
            && ((delegate* unmanaged<uint, int>)init)(0) == 0
            && ((delegate* unmanaged<int*, int, int>)get)(&device, index) == 0
            && ((delegate* unmanaged<byte*, int, int, int>)getName)(name, NameLengthMax, device) == 0
                ? $"{Marshal.PtrToStringUTF8((nint)name)} {Attribute(device, CapabilityMajor)}.{Attribute(device, CapabilityMinor)} {Attribute(device, MultiprocessorCount)}"
                : null;
    }

    private static string Attribute(int device, int attribute)
    {
        int value;
        return Find(DriverLibraries, "cuDeviceGetAttribute") is { } get && ((delegate* unmanaged<int*, int, int, int>)get)(&value, attribute, device) == 0
            ? Text(value)
            : None;
    }

    private static string? FirstLine(string path)
    {
        try
        {
            return File.ReadLines(path).FirstOrDefault()?.Trim();
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }

    private static string Text(int version) => version.ToString(CultureInfo.InvariantCulture);
}
