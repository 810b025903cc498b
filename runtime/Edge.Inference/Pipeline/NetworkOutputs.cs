using Edge.Contracts;
using Microsoft.ML.OnnxRuntime;

namespace Edge.Inference.Pipeline;

/// <summary>What a run of the network gave, in the order of the manifest's tensors; in memory of the library until disposed.</summary>
internal sealed class NetworkOutputs : IDisposable
{
    private readonly DisposableList<OrtValue> _values;
    private readonly NetworkOutput[] _outputs;
    private readonly HashSet<NetworkOutput> _taken = [];

    /// <summary>Takes the library's tensors over.</summary>
    /// <param name="declared">The manifest's tensors.</param>
    /// <param name="values">A tensor for each.</param>
    public NetworkOutputs(IReadOnlyList<OutputTensor> declared, DisposableList<OrtValue> values)
    {
        _values = values;
        _outputs = [.. values.Select((value, index) => new NetworkOutput(declared[index], value))];
    }

    /// <summary>No outputs: they were reduced while the network ran.</summary>
    public static NetworkOutputs None() => new([], new DisposableList<OrtValue>(0));

    /// <summary>Every output.</summary>
    public IReadOnlyList<NetworkOutput> All => _outputs;

    /// <summary>The first thing that does not fit the manifest; null where all does.</summary>
    public string? Problem => _outputs.Select(output => output.Problem).FirstOrDefault(problem => problem is not null);

    /// <summary>The output of a name; of no name the first.</summary>
    public NetworkOutput Get(string? tensor) => tensor is null ? _outputs[0] : _outputs.First(output => output.Declared.Tensor == tensor);

    /// <summary>Hands an output over to a caller, who disposes it.</summary>
    public NetworkOutput TakeOut(NetworkOutput output)
    {
        _taken.Add(output);
        _values.RemoveAll(output.Owns);
        return output;
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        foreach (NetworkOutput output in _outputs.Except(_taken))
        {
            output.Dispose();
        }

        _values.Dispose();
    }
}
