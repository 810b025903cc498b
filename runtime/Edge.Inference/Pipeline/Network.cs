using System.Globalization;
using Edge.Contracts;
using Edge.Inference.Volumes;
using Microsoft.ML.OnnxRuntime;
using Microsoft.ML.OnnxRuntime.Tensors;

namespace Edge.Inference.Pipeline;

/// <summary>A session bound to the names and shapes of its manifest.</summary>
internal sealed class Network : IDisposable
{
    private readonly InferenceSession _session;
    private readonly ImageInput _input;
    private readonly string[] _inputNames;
    private readonly string[] _outputNames;
    private readonly IReadOnlyList<OutputTensor> _outputs;

    private Network(InferenceSession session, ImageInput input, IReadOnlyList<OutputTensor> outputs)
    {
        _session = session;
        _input = input;
        _inputNames = [input.Tensor];
        _outputs = outputs;
        _outputNames = [.. outputs.Select(output => output.Tensor)];
    }

    /// <summary>Makes a session on the CPU and checks that the graph has what the manifest names.</summary>
    /// <param name="modelPath">The ONNX file.</param>
    /// <param name="manifest">Its manifest.</param>
    /// <param name="settings">Threads and spinning.</param>
    /// <param name="refusal">Why these very files never serve, or null.</param>
    /// <exception cref="OnnxRuntimeException">No session for a reason that may pass: memory, threads, a file that did not open or was not read whole.</exception>
    public static Network? Create(string modelPath, ModelManifest manifest, EngineSettings settings, out string? refusal)
    {
        InferenceSession? session = null;
        try
        {
            using SessionOptions options = settings.ToSessionOptions();
            session = new InferenceSession(modelPath, options);
            refusal = CheckInput(session, manifest.Image) ?? CheckOutputs(session, manifest.Outputs.Tensors);
            if (refusal is not null)
            {
                return null;
            }

            var network = new Network(session, manifest.Image, manifest.Outputs.Tensors);
            session = null;
            return network;
        }
        catch (OnnxRuntimeException exception) when (exception.ErrorCode is ErrorCode.InvalidGraph or ErrorCode.NotImplemented)
        {
            // Only these speak of the graph alone; the library says INVALID_PROTOBUF of a failed read too, and FAIL of nearly anything.
            refusal = $"ONNX Runtime refused the model: {exception.Message}";
            return null;
        }
        finally
        {
            session?.Dispose();
        }
    }

    /// <summary>Says why an image cannot be the input, or null when it can.</summary>
    public string? CheckShape(VolumeShape shape)
    {
        long[] dimensions = Dimensions(shape);
        for (int axis = 0; axis < dimensions.Length; axis++)
        {
            TensorDimension allowed = _input.Dimensions[axis];
            if (!allowed.Allows(dimensions[axis]))
            {
                return string.Create(
                    CultureInfo.InvariantCulture,
                    $"After preprocessing the input has {dimensions[axis]} along {allowed.Name}; the model takes {allowed}.");
            }
        }

        return null;
    }

    /// <summary>Runs the network on the current values.</summary>
    /// <param name="image">The input.</param>
    /// <param name="cancellationToken">Ends the run at the next operator.</param>
    /// <returns>The outputs that the manifest names, to be disposed by the caller.</returns>
    /// <exception cref="OnnxRuntimeException">An operator failed.</exception>
    /// <exception cref="OperationCanceledException">The run was ended.</exception>
    public NetworkOutputs Run(ImageVolume image, CancellationToken cancellationToken)
    {
        using var run = new RunOptions();
        if (_input.Dimensions.Count == 5)
        {
            // What a volume needed goes back to the system after the run; an image needs little and comes more often.
            run.AddRunConfigEntry("memory.enable_memory_arena_shrinkage", "cpu:0");
        }

        using CancellationTokenRegistration end = cancellationToken.Register(() => run.Terminate = true);
        using var tensor = OrtValue.CreateTensorValueFromMemory(OrtMemoryInfo.DefaultInstance, image.Memory, Dimensions(image.Shape));
        try
        {
            return new NetworkOutputs(_outputs, _session.Run(run, _inputNames, [tensor], _outputNames));
        }
        catch (OnnxRuntimeException exception) when (cancellationToken.IsCancellationRequested)
        {
            throw new OperationCanceledException("The run was ended.", exception, cancellationToken);
        }
    }

    /// <inheritdoc/>
    public void Dispose() => _session.Dispose();

    /// <summary>One image with its channels as planes, [1,C,H,W], or one volume of one channel, [1,1,D,H,W].</summary>
    private long[] Dimensions(VolumeShape shape) =>
        _input.Dimensions.Count == 5 ? [1, 1, shape.Depth, shape.Height, shape.Width] : [1, shape.Depth, shape.Height, shape.Width];

    private static string? CheckInput(InferenceSession session, ImageInput input)
    {
        if (session.InputNames.Count != 1 || session.InputNames[0] != input.Tensor)
        {
            return $"The model's inputs are {string.Join(", ", session.InputNames)}; its manifest names {input.Tensor}.";
        }

        NodeMetadata tensor = session.InputMetadata[input.Tensor];
        if (!tensor.IsTensor || tensor.ElementDataType != TensorElementType.Float || tensor.Dimensions.Length != input.Dimensions.Count)
        {
            return $"The model's input is {tensor.ElementDataType} with {tensor.Dimensions.Length} axes; its manifest says {input.ElementType} {input.Layout}.";
        }

        for (int axis = 0; axis < tensor.Dimensions.Length; axis++)
        {
            int size = tensor.Dimensions[axis];
            TensorDimension allowed = input.Dimensions[axis];
            if (size >= 0 && (size != allowed.Min || size != allowed.Max))
            {
                return $"The model's input has {size} along {allowed.Name}; its manifest allows {allowed}.";
            }
        }

        return null;
    }

    private static string? CheckOutputs(InferenceSession session, IReadOnlyList<OutputTensor> outputs)
    {
        foreach (OutputTensor output in outputs)
        {
            if (!session.OutputMetadata.TryGetValue(output.Tensor, out NodeMetadata? tensor)
                || !tensor.IsTensor
                || tensor.ElementDataType != TensorNumbers.TypeOf(output.ElementType))
            {
                return $"The model's outputs are {Described(session)}; its manifest names {output.Tensor} of {output.ElementType}.";
            }

            if (tensor.Dimensions.Length > 0 && tensor.Dimensions.Length != output.Layout.Length)
            {
                return $"The model's output {output.Tensor} has {tensor.Dimensions.Length} axes; its manifest says {output.Layout}.";
            }
        }

        return null;
    }

    private static string Described(InferenceSession session) =>
        string.Join(", ", session.OutputNames.Select(name => $"{name} of {session.OutputMetadata[name].ElementDataType}"));
}
