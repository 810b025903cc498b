using System.Collections;
using System.Runtime.InteropServices;
using System.Text;

namespace Edge.Inference.Confinement;

/// <summary>Starts this program again in this process, with the same identity, descriptors and parent (execve(2)).</summary>
internal static unsafe class ProgramRestart
{
    private const string DiagnosticsSwitch = "DOTNET_EnableDiagnostics";

    /// <summary>Path of the running executable: the program itself, or dotnet where it runs from a library.</summary>
    public static string Executable => Environment.ProcessPath ?? "/proc/self/exe";

    /// <summary>Replaces the program. It does not return but by failing.</summary>
    /// <param name="arguments">Arguments of the new program.</param>
    /// <returns>Why it failed.</returns>
    public static string Exec(params IReadOnlyList<string> arguments)
    {
        // argv as it was: argv[0], and the library's path where dotnet runs us, then the new arguments.
        string[] running = File.ReadAllText("/proc/self/cmdline").Split('\0', StringSplitOptions.RemoveEmptyEntries);
        bool hosted = Path.GetFileNameWithoutExtension(Executable) == "dotnet";
        var command = new List<string>(running.Take(hosted ? 2 : 1));
        command.AddRange(arguments);

        var environment = new List<string>();
        foreach (DictionaryEntry variable in Environment.GetEnvironmentVariables())
        {
            if ((string)variable.Key != DiagnosticsSwitch)
            {
                environment.Add($"{variable.Key}={variable.Value}");
            }
        }

        // .NET's diagnostics would make a socket in /tmp, which the confinement refuses.
        environment.Add($"{DiagnosticsSwitch}=0");

        byte** nativeCommand = ToNative(command);
        byte** nativeEnvironment = ToNative(environment);
        fixed (byte* path = Encoding.UTF8.GetBytes(Executable + '\0'))
        {
            _ = Libc.Execve(path, nativeCommand, nativeEnvironment);
        }

        return Marshal.GetPInvokeErrorMessage(Marshal.GetLastPInvokeError());
    }

    /// <summary>A null-terminated array of strings. It is never freed: either the exec replaces all memory or the process ends.</summary>
    private static byte** ToNative(List<string> texts)
    {
        byte** native = (byte**)NativeMemory.AllocZeroed((nuint)texts.Count + 1, (nuint)sizeof(byte*));
        for (int index = 0; index < texts.Count; index++)
        {
            native[index] = (byte*)Marshal.StringToCoTaskMemUTF8(texts[index]);
        }

        return native;
    }
}
