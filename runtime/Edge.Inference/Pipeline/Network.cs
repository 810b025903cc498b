using System.Globalization;
using Edge.Contracts;
using Edge.Inference.Pipeline.Inputs;
using Edge.Inference.Volumes;
using Microsoft.ML.OnnxRuntime;

namespace Edge.Inference.Pipeline;

/// <summary>A session bound to the names and shapes of its manifest.</summary>
internal sealed class Network : IDisposable
{
    private readonly InferenceSession _session;
    private readonly ImageInput _input;
    private readonly IReadOnlyList<ModelInput> _inputs;
    private readonly ImageTensor _tensor;
    private readonly string[] _inputNames;
    private readonly string[] _outputNames;
    private readonly IReadOnlyList<OutputTensor> _outputs;

    private Network(InferenceSession session, ModelManifest manifest)
    {
        IReadOnlyList<OutputTensor> outputs = manifest.Outputs.Tensors;
        _session = session;
        _input = manifest.Image;
        _inputs = manifest.Inputs;
        _tensor = new ImageTensor(_input);
        _inputNames = [.. _inputs.Select(input => input.Tensor)];
        _outputs = outputs;
        _outputNames = [.. outputs.Select(output => output.Tensor)];
    }

    /// <summary>The session.</summary>
    public InferenceSession Session => _session;

    /// <summary>Makes a session on the CPU and checks that the graph has what the manifest names.</summary>
    /// <param name="modelPath">The ONNX file.</param>
    /// <param name="manifest">Its manifest.</param>
    /// <param name="settings">Threads and spinning.</param>
    /// <param name="refusal">Why these very files never serve, or null.</param>
    /// <exception cref="OnnxRuntimeException">No session for a reason that may pass: memory, threads, a file that did not open or was not read whole.</exception>
    public static Network? Create(string modelPath, ModelManifest manifest, EngineSettings settings, out string? refusal)
    {
        using SessionOptions options = settings.ToSessionOptions();
        return Create(manifest, () => new InferenceSession(modelPath, options), out refusal);
    }

    /// <summary>Makes a session and checks that the graph has what the manifest names.</summary>
    /// <param name="manifest">The manifest.</param>
    /// <param name="makeSession">Makes the session, on whatever provider.</param>
    /// <param name="refusal">Why these very files never serve, or null.</param>
    /// <exception cref="OnnxRuntimeException">No session for a reason that may pass: memory, threads, a file that did not open or was not read whole.</exception>
    public static Network? Create(ModelManifest manifest, Func<InferenceSession> makeSession, out string? refusal)
    {
        InferenceSession? session = null;
        try
        {
            session = makeSession();
            refusal = NetworkInputs.Problem(session, manifest.Inputs) ?? CheckOutputs(session, manifest.Outputs.Tensors);
            if (refusal is not null)
            {
                return null;
            }

            var network = new Network(session, manifest);
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
    public string? CheckShape(VolumeShape shape, int channels = 1)
    {
        long[] dimensions = _tensor.Dimensions(shape, channels);
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
    /// <param name="numbers">The numbers of the inputs that come from attributes, in the manifest's order.</param>
    /// <returns>The outputs that the manifest names, to be disposed by the caller.</returns>
    /// <exception cref="OnnxRuntimeException">An operator failed.</exception>
    /// <exception cref="OperationCanceledException">The run was ended.</exception>
    public NetworkOutputs Run(ImageVolume image, CancellationToken cancellationToken, IReadOnlyList<double[]>? numbers = null)
    {
        using var run = new RunOptions();
        if (_input.IsVolume)
        {
            // What a volume needed goes back to the system after the run; an image needs little and comes more often.
            run.AddRunConfigEntry("memory.enable_memory_arena_shrinkage", "cpu:0");
        }

        using CancellationTokenRegistration end = cancellationToken.Register(() => run.Terminate = true);
        using var tensors = new DisposableList<OrtValue>(_inputs.Count);
        int next = 0;
        foreach (ModelInput input in _inputs)
        {
            tensors.Add(input is AttributeInput attributes ? AttributeTensor.Make(attributes, numbers![next++]) : _tensor.Make(image));
        }

        try
        {
            return new NetworkOutputs(_outputs, _session.Run(run, _inputNames, tensors, _outputNames));
        }
        catch (OnnxRuntimeException exception) when (cancellationToken.IsCancellationRequested)
        {
            throw new OperationCanceledException("The run was ended.", exception, cancellationToken);
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _session.Dispose();
        _tensor.Dispose();
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
