using System.Text.Json;
using Edge.Contracts;
using Edge.Dicom;
using Edge.Inference.Pipeline.Loading;
using Edge.Inference.Volumes;

namespace Edge.Inference.Tests;

/// <summary>One case of references/STEP.json; tools/models/reference_steps.py says what its members are.</summary>
internal sealed record ReferenceCase(JsonElement Json)
{
    public JsonElement Attributes => Json.GetProperty("attributes");

    public JsonElement Expected => Json.GetProperty("expected");

    /// <summary>Names of a step's cases, for a theory.</summary>
    public static TheoryData<string> Names(string step) => new(Read(step).Select(json => json.GetProperty("name").GetString()!));

    public static ReferenceCase Find(string step, string name) => new(Read(step).Single(json => json.GetProperty("name").GetString() == name));

    public PreprocessStep Preprocess => Json.GetProperty("parameters").Deserialize(EdgeJson.Default.PreprocessStep)!;

    public PostprocessStep Postprocess => Json.GetProperty("parameters").Deserialize(EdgeJson.Default.PostprocessStep)!;

    public float[] Input => [.. Numbers(Json.GetProperty("input")).Select(value => (float)value)];

    public byte[] Labels => [.. Numbers(Json.GetProperty("input")).Select(value => (byte)value)];

    /// <summary>[D,H,W]; missing axes in front are 1.</summary>
    public VolumeShape InputShape => Shape(Json.GetProperty("input"));

    public VolumeGeometry Geometry => ReadGeometry(Json.GetProperty("geometry"));

    public static VolumeShape Shape(JsonElement array)
    {
        int[] shape = [.. array.GetProperty("shape").EnumerateArray().Select(size => size.GetInt32())];
        int[] full = [.. Enumerable.Repeat(1, 3 - shape.Length), .. shape];
        return new VolumeShape(full[0], full[1], full[2]);
    }

    public static double[] Numbers(JsonElement array) => [.. array.GetProperty("values").EnumerateArray().Select(value => value.GetDouble())];

    public static VolumeGeometry ReadGeometry(JsonElement json) =>
        new(Vector(json.GetProperty("origin")), Vector(json.GetProperty("stepD")), Vector(json.GetProperty("stepH")), Vector(json.GetProperty("stepW")));

    public static PatientVector Vector(JsonElement json) => new(json[0].GetDouble(), json[1].GetDouble(), json[2].GetDouble());

    /// <summary>An instance whose data set has the case's attributes.</summary>
    public SourceInstance Instance()
    {
        var attributes = new DicomDataset();
        attributes.Set(DicomTag.SOPClassUID, DicomUid.CTImageStorage);
        attributes.Set(DicomTag.SOPInstanceUID, "1.2.3");
        if (Json.TryGetProperty("attributes", out JsonElement given))
        {
            foreach (JsonProperty attribute in given.EnumerateObject())
            {
                SetAttribute(attributes, attribute);
            }
        }

        return new SourceInstance("1.2.3", "none", "none", new DicomFile(attributes, DicomTransferSyntax.ExplicitVRLittleEndian));
    }

    /// <summary>An image that holds the input.</summary>
    public ImageVolume Image()
    {
        var image = new ImageVolume();
        Input.CopyTo(image.Reset(InputShape, Json.TryGetProperty("geometry", out _) ? Geometry : null));
        return image;
    }

    /// <summary>Compares with an expected array within the case's tolerance.</summary>
    public void AssertClose(JsonElement expected, ReadOnlySpan<float> actual)
    {
        double[] values = Numbers(expected);
        Assert.Equal(values.Length, actual.Length);
        for (int index = 0; index < values.Length; index++)
        {
            AssertClose(values[index], actual[index], $"[{index}]");
        }
    }

    public void AssertClose(VolumeGeometry expected, VolumeGeometry actual)
    {
        for (int axis = 0; axis < 3; axis++)
        {
            AssertClose(expected.Origin[axis], actual.Origin[axis], "origin");
            AssertClose(expected.StepD[axis], actual.StepD[axis], "stepD");
            AssertClose(expected.StepH[axis], actual.StepH[axis], "stepH");
            AssertClose(expected.StepW[axis], actual.StepW[axis], "stepW");
        }
    }

    public void AssertClose(double expected, double actual, string what)
    {
        JsonElement tolerance = Json.GetProperty("tolerance");
        double allowed = tolerance.GetProperty("absolute").GetDouble() + (tolerance.GetProperty("relative").GetDouble() * Math.Abs(expected));
        Assert.True(Math.Abs(actual - expected) <= allowed, $"{what} is {actual:R}, expected {expected:R} within {allowed:R}");
    }

    private static void SetAttribute(DicomDataset attributes, JsonProperty attribute)
    {
        switch (attribute.Name)
        {
            case "modalityLut":
                ushort[] entries = [.. attribute.Value.GetProperty("entries").EnumerateArray().Select(entry => entry.GetUInt16())];
                int first = attribute.Value.GetProperty("firstStoredValueMapped").GetInt32();
                byte[] descriptor = [.. BitConverter.GetBytes((ushort)entries.Length), .. BitConverter.GetBytes((short)first), 16, 0];
                var item = new DicomDataset();
                item.Set(new DicomValue(DicomTag.LUTDescriptor, first < 0 ? DicomVR.SS : DicomVR.US, descriptor));
                item.Set(new DicomValue(DicomTag.LUTData, DicomVR.OW, entries.SelectMany(BitConverter.GetBytes).ToArray()));
                var sequence = new DicomSequence(DicomTag.ModalityLUTSequence);
                sequence.Add(item);
                attributes.Set(sequence);
                attributes.Set(new DicomValue(DicomTag.PixelRepresentation, DicomVR.US, new byte[] { (byte)(first < 0 ? 1 : 0), 0 }));
                break;
            case var keyword:
                Assert.True(DicomDictionary.TryFindKeyword(keyword, out DicomTag tag), $"{keyword} is no keyword");
                IEnumerable<JsonElement> values = attribute.Value.ValueKind == JsonValueKind.Array ? attribute.Value.EnumerateArray() : [attribute.Value];
                attributes.Set(tag, [.. values.Select(value => value.ToString())]);
                break;
        }
    }

    private static IEnumerable<JsonElement> Read(string step)
    {
        using JsonDocument document = JsonDocument.Parse(File.ReadAllText(Path.Combine(TestFolders.References, step + ".json")));
        return [.. document.RootElement.GetProperty("cases").EnumerateArray().Select(json => json.Clone())];
    }
}
