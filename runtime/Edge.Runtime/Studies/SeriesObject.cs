using System.Buffers.Binary;
using Edge.Runtime.Inbox;

namespace Edge.Runtime.Studies;

/// <summary>A stored object as far as it tells whether its series is whole; see <see cref="SliceFacts"/>.</summary>
internal sealed record SeriesObject(string SeriesUid, string? Image, long? Number, byte[]? Plane, string? Expected)
{
    private readonly Lazy<IReadOnlyList<ExpectedCount>> _counts = new(() => [.. ExpectedCount.Parse(Expected)]);

    /// <summary>What it announces.</summary>
    public IReadOnlyList<ExpectedCount> Counts => _counts.Value;

    /// <summary>What it announces under a keyword; null when nothing.</summary>
    public ExpectedCount? CountOf(string keyword)
    {
        foreach (ExpectedCount count in Counts)
        {
            if (count.Keyword == keyword)
            {
                return count;
            }
        }

        return null;
    }

    /// <summary>One of the nine numbers of <see cref="Plane"/>: the row's direction, the column's, the position.</summary>
    public double PlaneAt(int index) => BinaryPrimitives.ReadSingleLittleEndian(Plane.AsSpan(index * sizeof(float)));
}
