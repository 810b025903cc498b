using Edge.Contracts;

namespace Edge.Inference.Engine;

/// <summary>The shapes that a manifest declares for the images a network reads. Its other inputs have the shapes of the graph.</summary>
/// <param name="Inputs">Least and greatest shape of each input.</param>
internal sealed record ShapeProfile(IReadOnlyList<ShapeProfile.Input> Inputs)
{
    /// <summary>True where every axis has one size.</summary>
    public bool IsFixed => Inputs.All(input => input.Least.SequenceEqual(input.Greatest));

    /// <summary>Least shapes as TensorRT's profiles have them: <c>name:1x1x64x64,other:1x3</c>.</summary>
    public string Least => string.Join(',', Inputs.Select(input => $"{input.Tensor}:{string.Join('x', input.Least)}"));

    /// <summary>Greatest shapes, in the same form.</summary>
    public string Greatest => string.Join(',', Inputs.Select(input => $"{input.Tensor}:{string.Join('x', input.Greatest)}"));

    /// <summary>The shapes of a manifest.</summary>
    public static ShapeProfile Of(ModelManifest manifest) => new(
    [
        .. manifest.Inputs.OfType<ImageInput>().Select(input => new Input(
            input.Tensor,
            [.. input.Dimensions.Select(dimension => RoundedUp(dimension.Min, dimension.MultipleOf))],
            [.. input.Dimensions.Select(dimension => (long)(dimension.Max - (dimension.Max % dimension.MultipleOf)))])),
    ]);

    private static long RoundedUp(long size, int step) => (size + step - 1) / step * step;

    /// <summary>One input.</summary>
    /// <param name="Tensor">Its name in the graph.</param>
    /// <param name="Least">Least size along each axis.</param>
    /// <param name="Greatest">Greatest size along each axis.</param>
    internal sealed record Input(string Tensor, long[] Least, long[] Greatest);
}
