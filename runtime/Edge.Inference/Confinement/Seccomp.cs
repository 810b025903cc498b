using System.Runtime.InteropServices;

namespace Edge.Inference.Confinement;

/// <summary>
/// Refuses system calls that inference never needs, for every thread of the process: sockets, new programs, other processes' memory, mounts,
/// kernel modules, BPF, io_uring (seccomp(2), SECCOMP_SET_MODE_FILTER with TSYNC).
/// </summary>
internal static unsafe class Seccomp
{
    private const uint SetModeFilter = 1;
    private const uint SyncThreads = 1;

    /// <summary>Applies the filter for good. It needs no_new_privs.</summary>
    /// <returns>Null, or in plain words why it could not.</returns>
    public static string? Restrict()
    {
        if (SeccompArchitecture.Current is not { } architecture)
        {
            return $"No system-call filter is known for {RuntimeInformation.ProcessArchitecture}, so that the inference process could use the network.";
        }

        SeccompFilter.Instruction[] program = SeccompFilter.Build(architecture);
        fixed (SeccompFilter.Instruction* instructions = program)
        {
            var filter = new FilterProgram { Length = (ushort)program.Length, Instructions = instructions };
            nint result = Libc.Syscall(architecture.SeccompNumber, (nint)SetModeFilter, (nint)SyncThreads, (nint)(&filter), 0);
            if (result == 0)
            {
                return null;
            }

            string reason = result > 0 ? $"thread {result} refused" : Marshal.GetPInvokeErrorMessage(Marshal.GetLastPInvokeError());
            return $"The kernel took no system-call filter (seccomp: {reason}), so that the inference process could use the network. "
                + "Use a kernel with CONFIG_SECCOMP_FILTER=y.";
        }
    }

    /// <summary>struct sock_fprog.</summary>
    [StructLayout(LayoutKind.Sequential)]
    private struct FilterProgram
    {
        public ushort Length;
        public SeccompFilter.Instruction* Instructions;
    }
}
