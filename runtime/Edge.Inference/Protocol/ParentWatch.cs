using Edge.Inference.Confinement;

namespace Edge.Inference.Protocol;

/// <summary>
/// Ends the process when its parent ends, whatever its threads do. A thread waits on the parent's process descriptor; besides, the kernel is asked for
/// SIGKILL (PR_SET_PDEATHSIG), which reaches even a stopped process. The kernel sends that when the parent's <em>thread</em> that started us
/// ends, so that a parent must start this program from a thread that lives as long as it does.
/// </summary>
internal static unsafe class ParentWatch
{
    private const nint PidfdOpen = 434;
    private const int SetParentDeathSignal = 1;
    private const nuint Kill = 9;

    /// <summary>Starts the watching thread.</summary>
    /// <returns>Null, or in plain words why the kernel cannot do it; the end of the protocol's pipe then still ends the process.</returns>
    public static string? Start()
    {
        _ = Libc.Prctl(SetParentDeathSignal, Kill, 0, 0, 0);
        nint parent = Libc.Syscall(PidfdOpen, Libc.GetParentProcessId(), 0, 0, 0);
        if (parent < 0)
        {
            return "The kernel cannot watch the parent process (pidfd_open, Linux 5.3); the process ends only when its input closes.";
        }

        var thread = new Thread(() => WaitAndExit((int)parent)) { IsBackground = true, Name = "parent-watch" };
        thread.Start();
        return null;
    }

    private static void WaitAndExit(int parent)
    {
        var descriptor = new Libc.PollDescriptor { Descriptor = parent, Events = Libc.PollIn };
        while (Libc.Poll(&descriptor, 1, timeoutMs: -1) <= 0)
        {
            // A signal interrupted the wait.
        }

        Libc.ExitNow((int)ExitCode.ParentGone);
    }
}
