using System.Globalization;
using Edge.Contracts;

namespace Edge.Runtime.Jobs;

/// <summary>How the inference process ended.</summary>
/// <param name="ExitCode">Its exit code; 128 + N when signal N ended it.</param>
internal readonly record struct ProcessEnd(int ExitCode)
{
    private const int SignalOffset = 128;
    private const int Interrupt = 2;
    private const int Terminate = 15;

    private static readonly Dictionary<int, string> SignalNames = new()
    {
        [4] = "SIGILL",
        [6] = "SIGABRT",
        [7] = "SIGBUS",
        [8] = "SIGFPE",
        [9] = "SIGKILL, as when memory runs out",
        [11] = "SIGSEGV",
        [31] = "SIGSYS",
    };

    /// <summary>True when no job is to blame: somebody outside asked it to end (SIGINT, SIGTERM), or the disk did not take a result.</summary>
    public bool IsBlameless => ExitCode is SignalOffset + Interrupt or SignalOffset + Terminate or InferenceExit.ScratchFailed;

    /// <summary>True when the end says little of what ran: a signal, as when memory runs out, a disk that took nothing, a session that was late on a busy machine.</summary>
    public bool MayPass => ExitCode > SignalOffset || ExitCode is InferenceExit.ScratchFailed or InferenceExit.EngineHung;

    /// <summary>The end in words, to follow "the inference process".</summary>
    public string InWords
    {
        get
        {
            int signal = ExitCode - SignalOffset;
            if (ExitCode == InferenceExit.ScratchFailed)
            {
                return "could not write its result";
            }

            if (ExitCode == InferenceExit.EngineHung)
            {
                return "gave up on a session that was not made in time";
            }

            return signal <= 0
                ? string.Create(CultureInfo.InvariantCulture, $"exited with code {ExitCode}")
                : string.Create(CultureInfo.InvariantCulture, $"was ended by signal {signal}")
                    + (SignalNames.TryGetValue(signal, out string? name) ? $" ({name})" : string.Empty);
        }
    }
}
