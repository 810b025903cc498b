using Edge.Contracts;

namespace Edge.Inference;

/// <summary>How the process ends. Any other code is the system's: a signal, or .NET's 134 for a broken invariant.</summary>
internal enum ExitCode
{
    /// <summary>The runtime asked for it and the job was done.</summary>
    Done = 0,

    /// <summary>Started by hand or with arguments it does not know.</summary>
    Usage = 2,

    /// <summary>The runtime speaks another version of the protocol.</summary>
    ProtocolVersion = 3,

    /// <summary>A message was malformed or came at the wrong time.</summary>
    ProtocolBroken = 4,

    /// <summary>The runtime is gone.</summary>
    ParentGone = 5,

    /// <summary>ONNX Runtime is missing or cannot be loaded.</summary>
    NativeLibraryMissing = 6,

    /// <summary>A result could not be written to the scratch directory, so that the job has no outcome.</summary>
    ScratchFailed = InferenceExit.ScratchFailed,

    /// <summary>The process could not be started again inside its confinement.</summary>
    ConfinementFailed = 8,

    /// <summary>Making a session did not end in time.</summary>
    EngineHung = InferenceExit.EngineHung,
}
