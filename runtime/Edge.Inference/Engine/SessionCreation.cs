using System.Globalization;
using Microsoft.ML.OnnxRuntime;

namespace Edge.Inference.Engine;

/// <summary>
/// Makes sessions, one at a time in the process: providers crash when two are made at once (onnxruntime #20089, #26610), and their builds would share
/// out the memory.
/// </summary>
internal sealed class SessionCreation(TimeProvider time)
{
    private int _making;

    /// <summary>Makes a session.</summary>
    /// <param name="modelPath">The ONNX file.</param>
    /// <param name="options">Its options, which stay alive until this returns.</param>
    /// <param name="deadline">Longest it may take.</param>
    /// <exception cref="OnnxRuntimeException">The library refused.</exception>
    /// <exception cref="SessionHungException">It did not end in time; it still goes on, and no other can be made.</exception>
    public InferenceSession Create(string modelPath, SessionOptions options, TimeSpan deadline)
    {
        if (Interlocked.Exchange(ref _making, 1) != 0)
        {
            throw new SessionHungException("Another session is still being made.");
        }

        Task<InferenceSession> making = Task.Factory.StartNew(
            () => new InferenceSession(modelPath, options), CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default);
        try
        {
            InferenceSession session = making.WaitAsync(deadline, time).GetAwaiter().GetResult();
            Volatile.Write(ref _making, 0);
            return session;
        }
        catch (TimeoutException)
        {
            throw new SessionHungException(
                string.Create(CultureInfo.InvariantCulture, $"Its session was not made within {deadline.TotalSeconds} s."));
        }
        catch (OnnxRuntimeException)
        {
            Volatile.Write(ref _making, 0);
            throw;
        }
    }
}
