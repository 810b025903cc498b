namespace Microsoft.ML.OnnxRuntime;

/// <summary>How the process's one environment is made.</summary>
internal struct EnvironmentCreationOptions
{
    /// <summary>Name in log lines.</summary>
    public string? logId;

    /// <summary>Least severity that is printed to stderr.</summary>
    public OrtLoggingLevel? logLevel;
}
