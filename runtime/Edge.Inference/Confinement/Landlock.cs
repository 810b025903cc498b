using System.Runtime.InteropServices;

namespace Edge.Inference.Confinement;

/// <summary>
/// Confines the calling thread, and what it executes, to named files (Linux 5.13, Documentation/userspace-api/landlock.rst).
/// Everything that the running kernel can refuse is refused unless a rule allows it.
/// </summary>
internal static unsafe class Landlock
{
    private const nint CreateRuleset = 444;
    private const nint AddRule = 445;
    private const nint RestrictSelf = 446;
    private const nint AskVersion = 1;
    private const nint RulePathBeneath = 1;

    /// <summary>Version of Landlock in the running kernel; 0 where it has none or has it switched off.</summary>
    public static int KernelVersion => (int)Math.Max(0, Libc.Syscall(CreateRuleset, 0, 0, AskVersion, 0));

    /// <summary>Applies the rules to this thread for good. It needs no_new_privs.</summary>
    /// <returns>Null, or in plain words why it could not.</returns>
    public static string? Restrict(IReadOnlyList<LandlockRule> rules)
    {
        int version = KernelVersion;
        if (version == 0)
        {
            return "The kernel has no Landlock or has it switched off, so that the inference process can read every file that its user can. "
                + "Use a kernel with CONFIG_SECURITY_LANDLOCK=y and 'landlock' in its lsm= list.";
        }

        LandlockAccess handled = Handled(version);
        var attributes = new RulesetAttributes
        {
            HandledAccessFs = (ulong)handled,
            HandledAccessNet = version >= 4 ? 0x3UL : 0,
            Scoped = version >= 6 ? 0x3UL : 0,
        };
        nint size = version >= 6 ? sizeof(RulesetAttributes) : version >= 4 ? 2 * sizeof(ulong) : sizeof(ulong);
        int ruleset = (int)Libc.Syscall(CreateRuleset, (nint)(&attributes), size, 0, 0);
        if (ruleset < 0)
        {
            return Failed("landlock_create_ruleset");
        }

        foreach (LandlockRule rule in rules)
        {
            if (!Add(ruleset, rule, handled))
            {
                return Failed($"landlock_add_rule for {rule.Path}");
            }
        }

        if (Libc.Syscall(RestrictSelf, ruleset, 0, 0, 0) != 0)
        {
            return Failed("landlock_restrict_self");
        }

        _ = Libc.Close(ruleset);
        return null;
    }

    private static LandlockAccess Handled(int version) =>
        LandlockAccess.FirstVersion
        | (version >= 2 ? LandlockAccess.Refer : 0)
        | (version >= 3 ? LandlockAccess.Truncate : 0)
        | (version >= 5 ? LandlockAccess.IoctlDevice : 0);

    private static bool Add(int ruleset, LandlockRule rule, LandlockAccess handled)
    {
        int path = Libc.Open(rule.Path, Libc.OpenPath | Libc.OpenCloexec);
        if (path < 0)
        {
            // What is not there needs no permission.
            return true;
        }

        LandlockAccess allowed = Directory.Exists(rule.Path) ? rule.Access : rule.Access & LandlockAccess.OnFiles;
        byte* attributes = stackalloc byte[sizeof(ulong) + sizeof(int)];
        *(ulong*)attributes = (ulong)(allowed & handled);
        *(int*)(attributes + sizeof(ulong)) = path;
        bool added = Libc.Syscall(AddRule, ruleset, RulePathBeneath, (nint)attributes, 0) == 0;
        int error = Marshal.GetLastPInvokeError();
        _ = Libc.Close(path);
        Marshal.SetLastPInvokeError(error);
        return added;
    }

    private static string Failed(string call)
    {
        string reason = Marshal.GetPInvokeErrorMessage(Marshal.GetLastPInvokeError());
        return $"The inference process could not be confined to its files ({call}: {reason}), so that it can read every file that its user can.";
    }

    /// <summary>struct landlock_ruleset_attr; older kernels know only its beginning.</summary>
    [StructLayout(LayoutKind.Sequential)]
    private struct RulesetAttributes
    {
        public ulong HandledAccessFs;
        public ulong HandledAccessNet;
        public ulong Scoped;
    }
}
