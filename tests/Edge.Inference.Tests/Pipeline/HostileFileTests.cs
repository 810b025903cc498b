using Edge.Contracts;
using Edge.Inference.Pipeline;
using Edge.Inference.Pipeline.Loading;

namespace Edge.Inference.Tests.Pipeline;

/// <summary>Whatever a file holds, reading it ends in values or in a reason; it never throws.</summary>
public sealed class HostileFileTests
{
    /// <summary>Images beyond this are left out here: the test is about content, not size.</summary>
    private const int PixelsMax = 64 * 1024 * 1024;

    [Theory]
    [InlineData("hostile-files")]
    [InlineData("dicom")]
    public void Read_AnyFile_GivesValuesOrAReason(string folder)
    {
        string[] files = Directory.GetFiles(TestFolders.RequireShared("data", folder), "*", SearchOption.AllDirectories);
        ModelManifest manifest = Releases.Manifest("phantom-ct-lesion");
        int read = 0;
        foreach (string file in files)
        {
            StageStop? stop = Load(manifest, file);
            read += stop is null ? 1 : 0;
            Assert.True(stop is null || stop.Reason.EndsWith('.'), $"{file}: {stop?.Reason}");
        }

        Assert.True(read > 0, "No file could be read.");
    }

    private static StageStop? Load(ModelManifest manifest, string file)
    {
        var instances = new List<SourceInstance>();
        var unit = new JobUnit(UnitKind.Instance, "1.2", "1.3", "1.4", 1, [new JobInstance("1.4", file)]);
        StageStop? stop = SourceReader.Read(unit, instances, TestContext.Current.CancellationToken);
        if (stop is not null)
        {
            return stop;
        }

        _ = StackSorting.Sort(instances, out _);
        _ = Acceptance.Check(manifest.Accepts, instances);
        return ImageFormat.ReadGrey(instances[0], out stop) is { } format && format.FrameSamples <= PixelsMax
            ? new SlicePixels().Read(instances[0], format, new float[format.FrameSamples])
            : stop;
    }
}
