namespace Microsoft.ML.OnnxRuntime;

/// <summary>A list that owns its items.</summary>
internal sealed class DisposableList<T>(int capacity) : List<T>(capacity), IDisposable
    where T : IDisposable
{
    /// <inheritdoc/>
    public void Dispose()
    {
        foreach (T item in this)
        {
            item.Dispose();
        }

        Clear();
    }
}
