using System.Text.Json;
using Edge.Contracts;

namespace Edge.EndToEnd.Tests;

/// <summary>One study of the demonstration set.</summary>
/// <param name="StudyUid">Study Instance UID.</param>
/// <param name="Files">Its files.</param>
/// <param name="Expected">Its part of expected.json.</param>
internal sealed record DemonstrationStudy(string StudyUid, IReadOnlyList<string> Files, JsonElement Expected)
{
    /// <summary>Holds findings against the expected ones, within the tolerance that comes with them.</summary>
    public void AssertFindings(IReadOnlyList<Finding> findings)
    {
        JsonElement[] expected = [.. Expected.GetProperty("findings").EnumerateArray()];
        Assert.Equal(
            expected.Select(finding => (finding.GetProperty("label").GetString(), finding.GetProperty("present").GetBoolean())),
            findings.Select(finding => ((string?)finding.Label, finding.Present)));
        foreach ((JsonElement wanted, Finding found) in expected.Zip(findings))
        {
            AssertNumber(wanted, "probability", found.Probability);
            AssertNumber(wanted, "volumeMl", found.VolumeMl);
        }
    }

    private void AssertNumber(JsonElement wanted, string name, double? found)
    {
        double? number = wanted.GetProperty(name).ValueKind == JsonValueKind.Null ? null : wanted.GetProperty(name).GetDouble();
        Assert.Equal(number is null, found is null);
        if (number is not null)
        {
            Assert.InRange(found!.Value - number.Value, -Tolerance(name), Tolerance(name));
        }
    }

    private double Tolerance(string name) => Expected.GetProperty("tolerance").GetProperty(name).GetDouble();
}
