namespace Edge.Tidy.Tests;

public sealed class ReferenceRuleTests
{
    private const string Schema = """{"properties":{"dicom":{"properties":{"listeners":{"items":{"properties":{"port":{}}}}}},"mqtt":{"type":["object","null"],"properties":{"host":{}}}}}""";

    [Fact]
    public void OperatorsDocumentsAreComplete() => Rules.Hold(ReferenceRule.Violations(SourceTree.OfRepository));

    [Fact]
    public void Violations_EmptyDocument_EveryMemberFound() =>
        Assert.Equal(
            ["dicom.listeners", "dicom.listeners[].port", "mqtt.host"],
            ReferenceRule.Violations(SourceTree.Of(("device-configs/device-config.schema.json", Schema), ("docs/configuration.md", "")))
                .Select(found => found.Split(' ')[^2]));

    [Fact]
    public void Violations_CompleteDocument_NothingFound() =>
        Assert.Empty(ReferenceRule.Violations(SourceTree.Of(
            ("device-configs/device-config.schema.json", Schema), ("docs/configuration.md", "`dicom.listeners` `dicom.listeners[].port` `mqtt.host`"))));

    [Fact]
    public void Violations_FaultWithoutHelp_Found() =>
        Assert.Equal(
            ["docs/faults.md does not say what disk-full is."],
            ReferenceRule.Violations(SourceTree.Of(
                ("runtime/Edge.Runtime/Faults/FaultCatalogue.cs", "class FaultCatalogue { static readonly Fault DiskFull = new(\"disk-full\", \"Full\"); }"), ("docs/faults.md", "# Faults"))));
}
