using Edge.Inference.Volumes;

namespace Edge.Inference.Tests.Volumes;

public sealed class ConnectedComponentsTests
{
    [Fact]
    public void RemoveSmall_RunsThatEndTogetherAndMeetAtACorner_AreOneComponent()
    {
        byte[] labels = [1, 1, 2, 2, 2, 2, 0, 0];
        ConnectedComponents.RemoveSmall(labels, new VolumeShape(1, 2, 4), areBits: false, voxelMl: 1, least: 3);
        Assert.Equal([0, 0, 2, 2, 2, 2, 0, 0], labels);
    }

    [Fact]
    public void RemoveSmall_RandomVolumes_AgreesWithFloodFill()
    {
        var random = new Random(20_26);
        for (int round = 0; round < 200; round++)
        {
            var shape = new VolumeShape(random.Next(1, 6), random.Next(1, 7), random.Next(1, 9));
            byte[] labels = new byte[shape.Count];
            int density = random.Next(5, 80);
            for (int index = 0; index < labels.Length; index++)
            {
                labels[index] = random.Next(100) < density ? (byte)random.Next(1, 4) : (byte)0;
            }

            double least = random.Next(1, 8);
            byte[] expected = FloodFill(labels, shape, least);
            ConnectedComponents.RemoveSmall(labels, shape, areBits: false, voxelMl: 1, least);
            Assert.Equal(expected, labels);
        }
    }

    /// <summary>The plain definition: from each voxel to all 26 neighbours of its label.</summary>
    private static byte[] FloodFill(byte[] labels, VolumeShape shape, double least)
    {
        byte[] kept = [.. labels];
        bool[] seen = new bool[labels.Length];
        for (int start = 0; start < labels.Length; start++)
        {
            if (labels[start] == 0 || seen[start])
            {
                continue;
            }

            List<int> component = [start];
            seen[start] = true;
            for (int at = 0; at < component.Count; at++)
            {
                foreach (int next in Neighbours(component[at], shape))
                {
                    if (!seen[next] && labels[next] == labels[start])
                    {
                        seen[next] = true;
                        component.Add(next);
                    }
                }
            }

            if (component.Count < least)
            {
                component.ForEach(voxel => kept[voxel] = 0);
            }
        }

        return kept;
    }

    private static IEnumerable<int> Neighbours(int voxel, VolumeShape shape)
    {
        (int d, int h, int w) = (voxel / shape.SliceCount, voxel / shape.Width % shape.Height, voxel % shape.Width);
        for (int dd = Math.Max(d - 1, 0); dd <= Math.Min(d + 1, shape.Depth - 1); dd++)
        {
            for (int hh = Math.Max(h - 1, 0); hh <= Math.Min(h + 1, shape.Height - 1); hh++)
            {
                for (int ww = Math.Max(w - 1, 0); ww <= Math.Min(w + 1, shape.Width - 1); ww++)
                {
                    yield return (((dd * shape.Height) + hh) * shape.Width) + ww;
                }
            }
        }
    }
}
