namespace Edge.Inference.Confinement;

/// <summary>What CUDA and TensorRT open besides their libraries, on a PC and on a Jetson; what is not there is passed over.</summary>
internal static class AcceleratorFiles
{
    private const LandlockAccess Device = LandlockAccess.ReadFile | LandlockAccess.WriteFile | LandlockAccess.IoctlDevice;

    private static readonly string[] Devices =
    [
        "/dev/nvidiactl", "/dev/nvidia-uvm", "/dev/nvidia-uvm-tools", "/dev/nvidia-modeset", "/dev/nvmap", "/dev/nvgpu", "/dev/nvsciipc", "/dev/host1x-fence",
        "/dev/dri",
    ];

    private static readonly string[] Readable = ["/usr/local", "/opt/nvidia", "/etc/alternatives", "/etc/nv_tegra_release", "/etc/nvidia-container-runtime"];

    /// <summary>Rules that allow them.</summary>
    public static IEnumerable<LandlockRule> Rules() =>
    [
        .. Devices.Concat(Numbered("nvidia")).Concat(Numbered("nvhost-")).Select(path => new LandlockRule(path, Device)),
        .. Readable.Select(path => new LandlockRule(path, LandlockAccess.Read)),
    ];

    /// <summary>Devices whose names begin so; a Jetson has one for each of its engines.</summary>
    private static IEnumerable<string> Numbered(string prefix) => Directory.EnumerateFileSystemEntries("/dev", prefix + "*");
}
