namespace Edge.Dicom;

/// <summary>Hands out small pieces of shared arrays, so that a data set of many short values is few allocations.</summary>
internal sealed class ValueSlab
{
    /// <summary>Values longer than this get an array of their own.</summary>
    internal const int MaxPieceBytes = 512;

    private const int FirstSlabBytes = 2 * 1024;
    private const int LargestSlabBytes = 32 * 1024;

    private byte[] _slab = [];
    private int _used;

    /// <summary>The next <paramref name="count"/> bytes, at most <see cref="MaxPieceBytes"/>.</summary>
    internal Memory<byte> Take(int count)
    {
        if (count > _slab.Length - _used)
        {
            _slab = new byte[Math.Clamp(_slab.Length * 2, FirstSlabBytes, LargestSlabBytes)];
            _used = 0;
        }

        Memory<byte> piece = _slab.AsMemory(_used, count);
        _used += count;
        return piece;
    }
}
