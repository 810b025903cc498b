namespace Edge.EndToEnd.Tests;

/// <summary><c>edgectl dicom dump</c> as a person sees it, and its exit codes.</summary>
public sealed class DumpListingTests
{
    /// <summary>Data set in Explicit VR Little Endian without any file meta information: a name with a control character, and an item.</summary>
    private const string Dataset = """
        0800 0500 4353 0A00 49534F5F495220313932
        0800 4011 5351 0000 FFFFFFFF FEFF00E0 FFFFFFFF 0800 5011 5549 0400 312E3200 FEFF0DE0 00000000 FEFFDDE0 00000000
        1000 1000 504E 0800 41C3A9075E422020
        2800 1000 5553 0200 0002
        E07F 1000 4F57 0000 04000000 01020304
        """;

    private static readonly string[] Expected =
    [
        "# Data set, Explicit VR Little Endian",
        "(0008,0005) CS [ISO_IR 192] # 10 SpecificCharacterSet",
        "(0008,1140) SQ sequence # undefined ReferencedImageSequence",
        "  item # undefined",
        "    (0008,1150) UI [1.2] # 4 ReferencedSOPClassUID",
        "(0010,0010) PN [Aé\\x07^B] # 8 PatientName",
        "(0028,0010) US 512 # 2 Rows",
        "(7fe0,0010) OW 01 02 03 04 # 4 PixelData",
    ];

    [Fact]
    public async Task Dump_SmallFile_ListsOneElementALine()
    {
        using var folder = new TemporaryFolder();
        string file = Path.Combine(folder.Path, "small.dcm");
        await File.WriteAllBytesAsync(file, Convert.FromHexString(string.Concat(Dataset.Where(char.IsAsciiHexDigit))), TestContext.Current.CancellationToken);
        Outcome dumped = await DumpAsync(file);
        Assert.Equal(0, dumped.ExitCode);
        Assert.Equal(Expected, dumped.Output.Split('\n', StringSplitOptions.RemoveEmptyEntries));
    }

    [Fact]
    public async Task Dump_FileThatIsAbsentOrNoDicom_Exits1WithOneLine()
    {
        using var folder = new TemporaryFolder();
        string text = Path.Combine(folder.Path, "text.txt");
        await File.WriteAllTextAsync(text, "no DICOM at all", TestContext.Current.CancellationToken);
        foreach (string path in (string[])[text, Path.Combine(folder.Path, "absent.dcm"), folder.Path, "/dev/null"])
        {
            Outcome dumped = await DumpAsync(path);
            Assert.True(dumped is { ExitCode: 1, Output: "" }, $"{path}: {dumped}");
            Assert.Single(dumped.Errors.Split('\n', StringSplitOptions.RemoveEmptyEntries));
        }
    }

    [Fact]
    public async Task Dump_WithoutFile_Exits2() =>
        Assert.Equal(2, (await Tool.RunAsync(Checkout.Program("edgectl"), "edgectl", ["dicom", "dump"], TestContext.Current.CancellationToken)).ExitCode);

    private static Task<Outcome> DumpAsync(string file) =>
        Tool.RunAsync(Checkout.Program("edgectl"), "edgectl", ["dicom", "dump", file], TestContext.Current.CancellationToken);
}
