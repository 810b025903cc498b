using System.Collections.Concurrent;

namespace Edge.Runtime.Inbox;

/// <summary>
/// The buffer of an object that is coming in. Blocks are reused: as many exist as objects were received at the same time, and at most
/// <see cref="MaxSpare"/> of them are kept while none is.
/// </summary>
internal sealed class ReceiveBlock
{
    /// <summary>Size of a block. A quarter of it holds the beginning of an object; the rest is written, and filled again.</summary>
    public const int Bytes = 256 * 1024;

    private const int MaxSpare = 32;

    private static readonly ConcurrentQueue<ReceiveBlock> Spare = new();

    private ReceiveBlock()
    {
    }

    /// <summary>The block. It holds what its last user left.</summary>
    public Memory<byte> Memory { get; } = GC.AllocateUninitializedArray<byte>(Bytes);

    /// <summary>Takes a block.</summary>
    public static ReceiveBlock Rent() => Spare.TryDequeue(out ReceiveBlock? block) ? block : new ReceiveBlock();

    /// <summary>Gives a block back; the caller uses it no more.</summary>
    public static void Return(ReceiveBlock block)
    {
        if (Spare.Count < MaxSpare)
        {
            Spare.Enqueue(block);
        }
    }
}
