using System.Globalization;
using System.Runtime.InteropServices;

namespace Microsoft.ML.OnnxRuntime;

/// <summary>Finds <c>libonnxruntime.so.1</c>, loads it once, and holds its function table.</summary>
internal static unsafe partial class OrtLibrary
{
    /// <summary>Names the library's file for tests and for hand-built libraries; overrides every other place.</summary>
    public const string EnvironmentVariable = "EDGE_ONNXRUNTIME";

    /// <summary>Turns the library's reports to its maker off.</summary>
    public const string TelemetrySwitch = "ORT_DISABLE_TELEMETRY";

    private const string FileName = "libonnxruntime.so.1";

    /// <summary>Newest table this code was checked against; each newer library serves it too.</summary>
    private const uint ApiVersionMax = 30;

    /// <summary>Oldest table that has every entry of <see cref="OrtEntry"/>.</summary>
    private const uint ApiVersionMin = 24;

    private static readonly Lazy<Loaded> Library = new(Load);

    /// <summary>The function table, indexed by <see cref="OrtEntry"/>.</summary>
    /// <exception cref="DllNotFoundException">The library is missing or is not ONNX Runtime; the message says where it was looked for.</exception>
    public static nint* Table => (nint*)Library.Value.Table;

    /// <summary>Version of the loaded library, for example <c>1.30.0</c>.</summary>
    public static string Version => Library.Value.Version;

    /// <summary>Where the library lies: <c>$EDGE_ONNXRUNTIME</c>, beside the program, or in the repository's <c>node_modules</c>.</summary>
    /// <exception cref="DllNotFoundException">It is in none of them.</exception>
    public static string Find()
    {
        string? named = Environment.GetEnvironmentVariable(EnvironmentVariable);
        if (!string.IsNullOrEmpty(named))
        {
            return File.Exists(named)
                ? named
                : throw new DllNotFoundException($"{EnvironmentVariable} names '{named}', which does not exist.");
        }

        string beside = Path.Combine(AppContext.BaseDirectory, FileName);
        if (File.Exists(beside))
        {
            return beside;
        }

        string architecture = RuntimeInformation.ProcessArchitecture == Architecture.Arm64 ? "arm64" : "x64";
        string package = Path.Combine("node_modules", "onnxruntime-node", "bin", "napi-v6", "linux", architecture, FileName);
        for (DirectoryInfo? directory = new(AppContext.BaseDirectory); directory is not null; directory = directory.Parent)
        {
            string candidate = Path.Combine(directory.FullName, package);
            if (File.Exists(candidate))
            {
                return candidate;
            }
        }

        throw new DllNotFoundException(
            $"ONNX Runtime is missing: neither '{beside}' nor '{package}' above it exists. Run tools/setup, or name the file in {EnvironmentVariable}.");
    }

    private static Loaded Load()
    {
        string path = Find();

        // Since 1.29 the maker's Linux builds report each session to the maker unless this is set before they are loaded. .NET's own
        // Environment does not reach the native environment.
        _ = SetNativeVariable(TelemetrySwitch, "1", overwrite: 1);
        nint library = NativeLibrary.Load(path);
        if (!NativeLibrary.TryGetExport(library, "OrtGetApiBase", out nint getApiBase))
        {
            throw new DllNotFoundException($"'{path}' is not ONNX Runtime: it has no OrtGetApiBase.");
        }

        // OrtApiBase: { const OrtApi* (*GetApi)(uint32_t version); const char* (*GetVersionString)(); }
        nint* apiBase = (nint*)((delegate* unmanaged<nint>)getApiBase)();
        var getApi = (delegate* unmanaged<uint, nint>)apiBase[0];
        string version = Marshal.PtrToStringUTF8((nint)((delegate* unmanaged<byte*>)apiBase[1])()) ?? string.Empty;
        for (uint wanted = Math.Min(ApiVersionMax, MinorOf(version)); wanted >= ApiVersionMin; wanted--)
        {
            nint table = getApi(wanted);
            if (table != 0)
            {
                return new Loaded(table, version);
            }
        }

        throw new DllNotFoundException($"'{path}' is ONNX Runtime {version}; this program needs 1.{ApiVersionMin} or newer.");
    }

    /// <summary>The API version of ONNX Runtime 1.N is N; asking for a newer one than it has returns null and prints an error.</summary>
    private static uint MinorOf(string version)
    {
        string[] parts = version.Split('.');
        return parts.Length > 1 && uint.TryParse(parts[1], NumberStyles.None, CultureInfo.InvariantCulture, out uint minor) ? minor : ApiVersionMax;
    }

    [LibraryImport("libc", EntryPoint = "setenv", StringMarshalling = StringMarshalling.Utf8)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static partial int SetNativeVariable(string name, string value, int overwrite);

    private sealed record Loaded(nint Table, string Version);
}
