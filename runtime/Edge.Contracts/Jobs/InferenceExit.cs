namespace Edge.Contracts;

/// <summary>Exit codes of the inference process that the runtime acts on.</summary>
public static class InferenceExit
{
    /// <summary>A result could not be written to the scratch directory: the disk is to blame, not the job.</summary>
    public const int ScratchFailed = 7;

    /// <summary>Making a session did not end in time, so that the process cannot go on: its rung is to blame, not the job.</summary>
    public const int EngineHung = 9;
}
