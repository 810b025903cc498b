namespace Microsoft.ML.OnnxRuntime;

/// <summary>The native library refused a call; the message is its own, with the code in front.</summary>
internal sealed class OnnxRuntimeException : Exception
{
    /// <summary>A refusal without words.</summary>
    public OnnxRuntimeException()
        : this(ErrorCode.Fail, string.Empty)
    {
    }

    /// <summary>A refusal without a code.</summary>
    public OnnxRuntimeException(string message)
        : this(ErrorCode.Fail, message)
    {
    }

    /// <summary>A refusal that another exception caused.</summary>
    public OnnxRuntimeException(string message, Exception innerException)
        : base(message, innerException) => ErrorCode = ErrorCode.Fail;

    /// <summary>What a status said.</summary>
    public OnnxRuntimeException(ErrorCode errorCode, string message)
        : base($"[ErrorCode:{errorCode}] {message}") => ErrorCode = errorCode;

    /// <summary>What the library called it.</summary>
    public ErrorCode ErrorCode { get; }
}
