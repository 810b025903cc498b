using System.Globalization;
using Edge.Contracts;

namespace Edge.Inference.Tests.Results;

/// <summary>What dciodvfy, DCMTK, pydicom, GDCM and Orthanc say of the objects made of each kind of source.</summary>
/// <param name="sources">The sources.</param>
public sealed class ObjectPeerTests(MadeSources sources) : IClassFixture<MadeSources>
{
    private const int ChecksMin = 20;

    [Theory]
    [InlineData("ct")]
    [InlineData("mr")]
    [InlineData("enhanced-ct")]
    [InlineData("enhanced-mr")]
    [InlineData("radiograph")]
    [InlineData("ultrasound")]
    [InlineData("ultrasound-cine")]
    [InlineData("ct-japanese")]
    [InlineData("radiograph-korean")]
    [InlineData("mr-knee")]
    [InlineData("mr-breast")]
    [InlineData("ct-one-lossy")]
    [InlineData("ultrasound-jpeg")]
    public async Task EveryObject_OfEachSource_IsRightToItsReaders(string name)
    {
        using TemporaryFolder folder = TestFolders.CreateTemporary();
        using SampleResult result = SampleResult.Of(sources[name], ["sr", "seg", "sc"]);
        result.Make(folder.Path);
        await ExpectRight(folder.Path);
    }

    [Theory]
    [InlineData("ct", "seg-fractional", false)]
    [InlineData("enhanced-mr", "seg-fractional", true)]
    [InlineData("ct", "seg", true)]
    public async Task Segmentation_OfAnotherKind_IsRightToItsReaders(string name, string kind, bool omitEmpty)
    {
        using TemporaryFolder folder = TestFolders.CreateTemporary();
        using SampleResult result = SampleResult.Of(sources[name], [kind], omitEmpty: omitEmpty);
        result.Make(folder.Path);
        await ExpectRight(folder.Path);
    }

    [Theory]
    [InlineData("mr")]
    [InlineData("enhanced-ct")]
    public async Task Segmentation_OfOneSegment_IsAVolumeToGdcm(string name)
    {
        using TemporaryFolder folder = TestFolders.CreateTemporary();
        using SampleResult result = SampleResult.Of(sources[name], ["seg"], oneSegment: true);
        result.Make(folder.Path);
        await ExpectRight(folder.Path);
    }

    [Fact]
    public async Task Segmentation_OfNothing_HasEveryFrame()
    {
        using TemporaryFolder folder = TestFolders.CreateTemporary();
        using SampleResult result = SampleResult.Of(sources["ct"], ["sr", "seg", "sc"], nothing: true);
        result.Make(folder.Path);
        await ExpectRight(folder.Path);
    }

    [Fact]
    public async Task Report_WithoutSegmentation_IsRightToItsReaders()
    {
        using TemporaryFolder folder = TestFolders.CreateTemporary();
        using SampleResult result = SampleResult.Of(sources["ct"], ["sr"]);
        result.Make(folder.Path);
        await ExpectRight(folder.Path);
    }

    [Fact]
    public async Task LaterRevision_NamesAndRejectsTheOneBefore()
    {
        using TemporaryFolder folder = TestFolders.CreateTemporary();
        using SampleResult result = SampleResult.Of(sources["ct"], ["sr", "seg", "sc"], revision: 2);
        result.Make(folder.Path, reject: true);
        await ExpectRight(folder.Path);
    }

    [Fact]
    public void SameJob_MakesTheSameBytes_AndALaterRevisionOthers()
    {
        using TemporaryFolder folder = TestFolders.CreateTemporary();
        IReadOnlyList<ResultObject> Made(string name, int revision)
        {
            using SampleResult result = SampleResult.Of(sources["ct"], ["sr", "seg", "sc"], revision);
            return result.Make(folder.Folder(name));
        }

        IReadOnlyList<ResultObject> first = Made("1", 1);
        Assert.Equal(first, Made("2", 1));
        string[] uids = [.. first.Concat(Made("3", 2)).SelectMany(each => new[] { each.SopInstanceUid, each.SeriesInstanceUid })];
        Assert.Equal(12, uids.Distinct().Count());
    }

    [Fact]
    public async Task Orthanc_StoresAndShowsEveryObject()
    {
        using TemporaryFolder folder = TestFolders.CreateTemporary();
        foreach (string name in (string[])["ct", "enhanced-mr", "radiograph", "ultrasound", "ct-japanese", "radiograph-korean"])
        {
            using SampleResult result = SampleResult.Of(sources[name], ["sr", name is "ct" or "enhanced-mr" ? "seg-fractional" : "seg", "sc"]);
            result.Make(folder.Folder(name));
        }

        Assert.Equal("shown 10 of 18\n", await ResultScript.RunAsync("object_orthanc.py", folder.Path));
    }

    private static async Task ExpectRight(string folder)
    {
        string[] lines = (await ResultScript.RunAsync("object_peers.py", folder)).Split('\n', StringSplitOptions.RemoveEmptyEntries);
        Assert.True(lines.Length == 1, string.Join('\n', lines));
        Assert.True(int.Parse(lines[^1].Split(' ')[1], CultureInfo.InvariantCulture) >= ChecksMin, lines[^1]);
    }
}
