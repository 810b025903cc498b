using System.Text.Json;

namespace Edge.Contracts.Tests.Results;

public sealed class ResultObjectTests
{
    private const string WithoutObjects =
        """
        {"schemaVersion":1,"resultId":"00","outcome":"completed","reason":null,"findings":[],"lineage":{"runtime":{"site":"s","device":"d",
        "runtimeVersion":"1","configDigest":"c","route":"r","unitContent":"u","replacesResultId":null},"unit":{"kind":"series","studyInstanceUid":"1.2",
        "seriesInstanceUid":"1.3","sopInstanceUid":null,"revision":1},"inputs":[],"model":{"name":"m","version":"1","digest":"d","manifestSha256":null},
        "engine":null,"inferenceVersion":null},"timings":{"loadMs":0,"preprocessMs":0,"inferMs":0,"postprocessMs":0,"totalMs":0}}
        """;

    [Fact]
    public void Objects_OfAResultWrittenBeforeThem_AreNone() =>
        Assert.Empty(JsonSerializer.Deserialize(WithoutObjects, EdgeJson.Default.ResultDocument)!.Objects);

    [Fact]
    public void Objects_AreReadBackAsWritten()
    {
        var made = new ResultObject("sr.dcm", ResultObjectKind.StructuredReport, "1.2.840.10008.5.1.4.1.1.88.34", "2.25.1", "2.25.2", "1.2.840.10008.1.2.1", "ab", 12);
        ResultDocument document = JsonSerializer.Deserialize(WithoutObjects, EdgeJson.Default.ResultDocument)! with { Objects = [made] };

        string json = JsonSerializer.Serialize(document, EdgeJson.Default.ResultDocument);

        Assert.Contains("\"objects\":[{\"file\":\"sr.dcm\",\"kind\":\"sr\",", json, StringComparison.Ordinal);
        Assert.Equal([made], JsonSerializer.Deserialize(json, EdgeJson.Default.ResultDocument)!.Objects);
    }
}
