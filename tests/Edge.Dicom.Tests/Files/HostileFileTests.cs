namespace Edge.Dicom.Tests.Files;

/// <summary>Files made to break readers: each is read, or refused with the one exception; in bounded time and memory.</summary>
public sealed class HostileFileTests
{
    private const long MaxAllocatedBytes = 200L << 20;

    [Fact]
    public void OpenAndDump_EveryHostileFile_ReadsOrGivesTheOneException()
    {
        Assert.SkipWhen(SharedData.IsAbsent, SharedData.Absent);
        foreach (string path in SharedData.Files("hostile-files").Where(file => file.EndsWith(".dcm", StringComparison.Ordinal)))
        {
            long before = GC.GetAllocatedBytesForCurrentThread();
            _ = Refuses(() => DicomFile.Open(path));
            using var json = new MemoryStream();
            bool refuses = Refuses(() =>
            {
                using FileStream stream = File.OpenRead(path);
                DicomJson.Write(stream, json);
            });
            Assert.True(refuses == (json.Length == 0), path);
            Assert.True(GC.GetAllocatedBytesForCurrentThread() - before < MaxAllocatedBytes, path);
        }
    }

    [Theory]
    [InlineData("010-truncated-08.dcm")]
    [InlineData("030-pixlen-7fffffff.dcm")]
    [InlineData("032-lo-length-ffff.dcm")]
    [InlineData("050-nested-def-3000.dcm")]
    [InlineData("051-nested-undef-3000.dcm")]
    [InlineData("053-item-length-too-big.dcm")]
    [InlineData("092-empty.dcm")]
    [InlineData("093-zeros.dcm")]
    [InlineData("094-text.dcm")]
    [InlineData("095-gzip.dcm")]
    [InlineData("115-fragment-length-huge.dcm")]
    [InlineData("121-deflated-truncated.dcm")]
    [InlineData("122-deflated-garbage.dcm")]
    [InlineData("123-deflate-bomb-200MiB.dcm")]
    public void Open_FileThatMustBeRefused_IsRefused(string file)
    {
        Assert.SkipWhen(SharedData.IsAbsent, SharedData.Absent);
        Assert.True(Refuses(() => DicomFile.Open(Path.Combine(SharedData.Root!, "hostile-files", file))));
    }

    [Theory]
    [InlineData("000-valid.dcm")]
    [InlineData("031-odd-length-value.dcm")]
    [InlineData("041-un-undefined-implicit.dcm")]
    [InlineData("050-nested-def-40.dcm")]
    [InlineData("051-nested-undef-40.dcm")]
    [InlineData("091-no-preamble.dcm")]
    [InlineData("120-deflated-valid.dcm")]
    public void Open_FileThatMustBeAccepted_IsRead(string file)
    {
        Assert.SkipWhen(SharedData.IsAbsent, SharedData.Absent);
        Assert.Equal("CT", DicomFile.Open(Path.Combine(SharedData.Root!, "hostile-files", file)).Dataset.GetString(DicomTag.Modality));
    }

    private static bool Refuses(Action read)
    {
        try
        {
            read();
            return false;
        }
        catch (DicomFormatException)
        {
            return true;
        }
    }
}
