using System.Buffers;
using System.Collections.Concurrent;
using Edge.Dicom.Network;

namespace Edge.Dicom.Tests.Network;

/// <summary>Keeps what a listener receives in memory.</summary>
public sealed class MemoryStore
{
    private readonly TaskCompletionSource _began = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private int _abortedCount;

    public ConcurrentQueue<StoredObject> Objects { get; } = new();

    public int AbortedCount => _abortedCount;

    /// <summary>Done when the first bytes of an object have come.</summary>
    public Task Began => _began.Task;

    /// <summary>What Commit answers.</summary>
    public StoreOutcome Outcome { get; set; } = StoreOutcome.Success;

    /// <summary>Thrown by Write, when set.</summary>
    public Exception? WriteFailure { get; set; }

    public StoreReceiver Receive(StoreRequest request) => new Receiver(this, request);

    private sealed class Receiver(MemoryStore store, StoreRequest request) : StoreReceiver
    {
        private readonly ArrayBufferWriter<byte> _bytes = new();

        public override void Write(ReadOnlySpan<byte> dataSet)
        {
            if (store.WriteFailure is { } failure)
            {
                throw failure;
            }

            store._began.TrySetResult();
            _bytes.Write(dataSet);
        }

        public override StoreOutcome Commit()
        {
            if (!store.Outcome.Status.IsFailure)
            {
                store.Objects.Enqueue(new StoredObject(request, _bytes.WrittenSpan.ToArray()));
            }

            return store.Outcome;
        }

        public override void Abort() => Interlocked.Increment(ref store._abortedCount);
    }
}
