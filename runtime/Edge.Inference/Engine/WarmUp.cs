using Microsoft.ML.OnnxRuntime;

namespace Edge.Inference.Engine;

/// <summary>
/// Runs a network on zeros at the shapes that its manifest declares, so that the first study waits for no kernel and a shape that fails is found now. An
/// accelerator compiles or chooses kernels by shape and runs the least and the greatest. The CPU does not: where shapes are open, the golden cases that follow warm
/// it up at shapes that studies have, and need no more memory than those.
/// </summary>
internal static class WarmUp
{
    /// <summary>Runs it.</summary>
    /// <exception cref="OnnxRuntimeException">An operator failed, or the memory did not suffice.</exception>
    /// <exception cref="OperationCanceledException">The deadline passed.</exception>
    public static void Run(InferenceSession session, ShapeProfile shapes, bool isAccelerator, CancellationToken cancellationToken)
    {
        if (shapes.IsFixed || isAccelerator)
        {
            RunAt(session, shapes.Inputs.Select(input => (input.Tensor, input.Least)), cancellationToken);
        }

        if (!shapes.IsFixed && isAccelerator)
        {
            RunAt(session, shapes.Inputs.Select(input => (input.Tensor, input.Greatest)), cancellationToken);
        }
    }

    private static void RunAt(InferenceSession session, IEnumerable<(string Tensor, long[] Shape)> inputs, CancellationToken cancellationToken)
    {
        using var run = new RunOptions();
        run.AddRunConfigEntry("memory.enable_memory_arena_shrinkage", "cpu:0");
        using CancellationTokenRegistration end = cancellationToken.Register(() => run.Terminate = true);
        using var values = new DisposableList<OrtValue>(session.InputNames.Count);
        using OrtIoBinding binding = session.CreateIoBinding();
        var declared = inputs.ToDictionary(input => input.Tensor, input => input.Shape, StringComparer.Ordinal);
        foreach (string tensor in session.InputNames)
        {
            long[] shape = declared.GetValueOrDefault(tensor) ?? [.. session.InputMetadata[tensor].Dimensions.Select(size => (long)Math.Max(size, 1))];
            var value = OrtValue.CreateAllocatedTensorValue(session.InputMetadata[tensor].ElementDataType, shape);
            values.Add(value);
            value.GetTensorMutableRawData().Clear();
            binding.BindInput(tensor, value);
        }

        foreach (string output in session.OutputNames)
        {
            binding.BindOutputToDevice(output, OrtMemoryInfo.DefaultInstance);
        }

        try
        {
            session.RunWithBinding(run, binding);
        }
        catch (OnnxRuntimeException exception) when (cancellationToken.IsCancellationRequested)
        {
            throw new OperationCanceledException("The warm-up was ended.", exception, cancellationToken);
        }
    }
}
