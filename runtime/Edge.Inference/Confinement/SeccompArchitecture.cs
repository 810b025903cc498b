using System.Runtime.InteropServices;

namespace Edge.Inference.Confinement;

/// <summary>System-call numbers of a processor.</summary>
/// <param name="AuditValue">AUDIT_ARCH_* of linux/audit.h, which a filter must check before it trusts a number.</param>
/// <param name="SeccompNumber">Number of seccomp(2).</param>
/// <param name="Refused">Numbers that the filter refuses.</param>
internal sealed record SeccompArchitecture(uint AuditValue, nint SeccompNumber, IReadOnlyList<uint> Refused)
{
    /// <summary>asm/unistd_64.h: socket, ptrace, process_vm_readv/writev, fork, vfork, execve, execveat, mount, umount2, pivot_root, chroot,
    /// unshare, setns, bpf, perf_event_open, userfaultfd, io_uring_setup/enter/register, add_key, request_key, keyctl, init_module,
    /// finit_module, delete_module, kexec_load, kexec_file_load, open_by_handle_at, pidfd_getfd.</summary>
    private static readonly SeccompArchitecture X64 = new(
        0xC000003E,
        317,
        [41, 101, 310, 311, 57, 58, 59, 322, 165, 166, 155, 161, 272, 308, 321, 298, 323, 425, 426, 427, 248, 249, 250, 175, 313, 176, 246, 320, 304, 438]);

    /// <summary>asm-generic/unistd.h: the same calls; fork and vfork do not exist.</summary>
    private static readonly SeccompArchitecture Arm64 = new(
        0xC00000B7,
        277,
        [198, 117, 270, 271, 221, 281, 40, 39, 41, 51, 97, 268, 280, 241, 282, 425, 426, 427, 217, 218, 219, 105, 273, 106, 104, 294, 265, 438]);

    /// <summary>The running processor's, or null for one we know nothing of.</summary>
    public static SeccompArchitecture? Current => RuntimeInformation.ProcessArchitecture switch
    {
        Architecture.X64 => X64,
        Architecture.Arm64 => Arm64,
        _ => null,
    };
}
