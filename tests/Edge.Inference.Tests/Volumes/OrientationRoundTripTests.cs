using Edge.Inference.Volumes;

namespace Edge.Inference.Tests.Volumes;

/// <summary>Whatever way a patient lay, orienting moves voxels and keeps places, and inverting leads back to the very voxels.</summary>
public sealed class OrientationRoundTripTests
{
    [Fact]
    public void ToLpsAndBack_RandomDirections_KeepsEveryPlaceAndLabel()
    {
        var random = new Random(11);
        for (int round = 0; round < 300; round++)
        {
            var shape = new VolumeShape(random.Next(1, 6), random.Next(1, 6), random.Next(1, 6));
            VolumeGeometry geometry = RandomGeometry(random);
            using var volume = new ImageVolume();
            Span<float> values = volume.Reset(shape, geometry);
            for (int index = 0; index < values.Length; index++)
            {
                values[index] = index;
            }

            Orientation.ToLps(volume);

            AssertSamePlaces(shape, geometry, volume);
            byte[] labels = [.. volume.Values.ToArray().Select(value => (byte)value)];
            byte[] back = new byte[shape.Count];
            LabelInversion.ToSource(labels, volume.Shape, GridMap.Identity.Oriented(AxisPlan.ToLps(geometry), shape), shape, back);
            Assert.Equal(Enumerable.Range(0, back.Length).Select(index => (byte)index), back);
        }
    }

    /// <summary>The voxel with value k lies where voxel k of the source lay.</summary>
    private static void AssertSamePlaces(VolumeShape source, VolumeGeometry before, ImageVolume after)
    {
        VolumeGeometry geometry = after.Geometry!;
        for (int index = 0; index < after.Values.Length; index++)
        {
            int from = (int)after.Values[index];
            PatientVector expected = Place(before, source, from);
            PatientVector actual = Place(geometry, after.Shape, index);
            Assert.True((expected - actual).Length < 1e-9, $"voxel {from} moved from {expected} to {actual}");
        }
    }

    private static PatientVector Place(VolumeGeometry geometry, VolumeShape shape, int index) =>
        geometry.Origin
        + (geometry.StepD * (index / shape.SliceCount))
        + (geometry.StepH * (index / shape.Width % shape.Height))
        + (geometry.StepW * (index % shape.Width));

    /// <summary>Three directions at right angles, turned and mirrored at random, each with its own spacing.</summary>
    private static VolumeGeometry RandomGeometry(Random random)
    {
        PatientVector a = RandomVector(random);
        a /= a.Length;
        PatientVector b = a.Cross(RandomVector(random));
        b /= b.Length;
        PatientVector c = a.Cross(b) * (random.Next(2) == 0 ? 1 : -1);
        return new VolumeGeometry(RandomVector(random) * 100, a * Spacing(random), b * Spacing(random), c * Spacing(random));
    }

    private static double Spacing(Random random) => 0.3 + (random.NextDouble() * 5);

    private static PatientVector RandomVector(Random random) =>
        new(random.NextDouble() - 0.5, random.NextDouble() - 0.5, random.NextDouble() - 0.5);
}
