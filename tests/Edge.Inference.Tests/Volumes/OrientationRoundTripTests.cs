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

            Orientation.Apply(volume, AxisPlan.ToLps(geometry));

            AssertSamePlaces(shape, geometry, volume);
            byte[] labels = [.. volume.Values.ToArray().Select(value => (byte)value)];
            byte[] back = new byte[shape.Count];
            LabelInversion.ToSource(labels, volume.Shape, GridMap.Identity.Oriented(AxisPlan.ToLps(geometry), shape), shape, back);
            Assert.Equal(Enumerable.Range(0, back.Length).Select(index => (byte)index), back);
        }
    }

    [Fact]
    public void To_EveryOrderOfDirections_RunsThatWayAndKeepsEveryPlace()
    {
        var random = new Random(12);
        foreach (string axes in Orders())
        {
            var shape = new VolumeShape(random.Next(1, 6), random.Next(1, 6), random.Next(1, 6));
            VolumeGeometry geometry = RandomGeometry(random);
            using var volume = new ImageVolume();
            Span<float> values = volume.Reset(shape, geometry, channels: 2);
            for (int index = 0; index < values.Length; index++)
            {
                values[index] = index % shape.Count;
            }

            Orientation.Apply(volume, AxisPlan.To(geometry, axes));

            AssertSamePlaces(shape, geometry, volume);
            Assert.True(volume.Channel(0).SequenceEqual(volume.Channel(1)));
            AssertRuns(geometry, volume.Geometry!, axes);
        }
    }

    /// <summary>Each axis runs along the patient axis of its letter as LPS has it, on the side that the letter names.</summary>
    private static void AssertRuns(VolumeGeometry source, VolumeGeometry oriented, string axes)
    {
        VolumeGeometry lps = AxisPlan.ToLps(source).Apply(source, new VolumeShape(1, 1, 1));
        for (int letter = 0; letter < axes.Length; letter++)
        {
            int patient = "LPS".IndexOf(axes[letter], StringComparison.Ordinal) is var plain and >= 0 ? plain : "RAI".IndexOf(axes[letter], StringComparison.Ordinal);
            PatientVector expected = "LPS".Contains(axes[letter], StringComparison.Ordinal) ? lps.Step(2 - patient) : -lps.Step(2 - patient);
            Assert.True((expected - oriented.Step(2 - letter)).Length < 1e-9, $"{axes}: {letter}");
        }
    }

    private static IEnumerable<string> Orders() =>
        from first in "LRPASI"
        from second in "LRPASI"
        from third in "LRPASI"
        let axes = $"{first}{second}{third}"
        where axes.Count("LR".Contains) == 1 && axes.Count("PA".Contains) == 1 && axes.Count("SI".Contains) == 1
        select axes;

    /// <summary>The voxel with value k lies where voxel k of the source lay.</summary>
    private static void AssertSamePlaces(VolumeShape source, VolumeGeometry before, ImageVolume after)
    {
        VolumeGeometry geometry = after.Geometry!;
        for (int index = 0; index < after.Shape.Count; index++)
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
