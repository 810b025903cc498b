using System.Security.Cryptography;
using Edge.Contracts;

namespace Edge.Ctl.Fleet.Orders;

/// <summary>A file that comes in blocks with the answer to a command. Blocks may come twice.</summary>
/// <param name="size">Bytes of the file; at most <see cref="CommandAttachment.SizeMaxBytes"/>.</param>
internal sealed class OrderFile(int size)
{
    private readonly byte[] _content = new byte[size];

    /// <summary>Takes a block; one that lies outside changes nothing.</summary>
    public void Take(int offset, ReadOnlyMemory<byte> block)
    {
        if (offset <= size && block.Length <= size - offset)
        {
            block.Span.CopyTo(_content.AsSpan(offset));
        }
    }

    /// <summary>The content, where it is what the answer says; else null.</summary>
    public byte[]? Whole(CommandAttachment attachment) =>
        size == attachment.SizeBytes && Convert.ToHexStringLower(SHA256.HashData(_content)) == attachment.Sha256 ? _content : null;
}
