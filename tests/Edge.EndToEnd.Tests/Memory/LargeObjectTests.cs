namespace Edge.EndToEnd.Tests;

/// <summary>tools/soak memory runs this with EDGE_SOAK_OBJECT_MIB=2048.</summary>
public sealed class LargeObjectTests
{
    private const int Associations = 4;
    private const int ShareOfObjectMiB = 192;
    private const long MostResidentMiB = 200;

    [Fact]
    public async Task Store_LargeObjectOverEachOfFourAssociations_StaysBelow200MiB()
    {
        CancellationToken cancellationToken = TestContext.Current.CancellationToken;
        long objectMiB = Checkout.Number("EDGE_SOAK_OBJECT_MIB", ShareOfObjectMiB);
        using var folder = new TemporaryFolder();
        string[] files =
        [
            .. Enumerable.Range(0, Associations).Select(index =>
            {
                InstanceUids uids = InstanceUids.NewStudy(1)[0];
                string path = Path.Combine(folder.Path, uids.Instance + ".dcm");
                Phantom.WriteLarge(path, uids, PhantomKind.UltrasoundLoop, objectMiB << 20);
                return path;
            }),
        ];
        await using Appliance appliance = await Appliance.StartAsync(Path.Combine(folder.Path, "data"), ["routes=[]", "studies.quietSeconds=1"], cancellationToken);
        long idleBytes = appliance.PeakResidentBytes;

        Scanner[] scanners = [.. files.Select((path, index) => Scanner.Start(appliance.DicomPort, $"LARGE{index}", [path]))];
        try
        {
            IReadOnlySet<string>[] acknowledged = await Task.WhenAll(scanners.Select(scanner => scanner.AcknowledgedAsync(cancellationToken)));
            Assert.All(acknowledged, set => Assert.Single(set));
        }
        finally
        {
            Array.ForEach(scanners, scanner => scanner.Dispose());
        }

        long peakBytes = appliance.PeakResidentBytes;
        TestContext.Current.SendDiagnosticMessage($"{Associations} x {objectMiB} MiB: resident {idleBytes >> 20} MiB when started, at most {peakBytes >> 20} MiB");
        Assert.Equal(files.Select(Part10.DataSetDigest).Order(), new StoredObjects(appliance.Data).Digests().Order());
        Assert.True(peakBytes < MostResidentMiB << 20, $"The runtime held {peakBytes >> 20} MiB; at most {MostResidentMiB}.");
    }
}
