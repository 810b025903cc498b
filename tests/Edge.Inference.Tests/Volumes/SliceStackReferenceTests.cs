using System.Text.Json;
using Edge.Inference.Volumes;

namespace Edge.Inference.Tests.Volumes;

/// <summary>Order, geometry and refusals of slices against references/sort-slices.json.</summary>
public sealed class SliceStackReferenceTests
{
    public static TheoryData<string> Cases => ReferenceCase.Names("sort-slices");

    [Theory]
    [MemberData(nameof(Cases))]
    public void Assemble_AgreesWithReference(string name)
    {
        ReferenceCase reference = ReferenceCase.Find("sort-slices", name);
        SlicePosition[] slices = [.. reference.Attributes.GetProperty("slices").EnumerateArray().Select(Slice)];
        JsonElement spacing = reference.Attributes.GetProperty("pixelSpacing");

        var stack = SliceStack.Assemble(slices, spacing[0].GetDouble(), spacing[1].GetDouble(), out StackRefusal? refusal);

        if (reference.Expected.TryGetProperty("refused", out JsonElement refused))
        {
            Assert.Equal(refused.GetString(), refusal?.Kind.ToString().ToLowerInvariant());
            Assert.Null(stack);
            return;
        }

        Assert.Null(refusal);
        Assert.Equal(reference.Expected.GetProperty("order").EnumerateArray().Select(index => index.GetInt32()), stack!.Order);
        reference.AssertClose(ReferenceCase.ReadGeometry(reference.Expected.GetProperty("geometry")), stack.Geometry);
    }

    private static SlicePosition Slice(JsonElement json, int index)
    {
        double[] orientation = [.. json.GetProperty("imageOrientationPatient").EnumerateArray().Select(value => value.GetDouble())];
        return new SlicePosition(
            $"slice {index}",
            ReferenceCase.Vector(json.GetProperty("imagePositionPatient")),
            new PatientVector(orientation[0], orientation[1], orientation[2]),
            new PatientVector(orientation[3], orientation[4], orientation[5]));
    }
}
