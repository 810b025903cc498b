using Edge.Dicom.Tests.Network;

namespace Edge.Dicom.Tests.Comparison;

/// <summary>Real files, converted by DCMTK's dcmconv, which changes the encoding and nothing else.</summary>
public sealed class ConvertedByDcmtkTests
{
    private static readonly string[][] Conversions =
    [
        ["+te", "-g"], ["+te", "+g"], ["+te", "-e"], ["+ti"], ["+tb"], ["+td"], ["+te", "+p", "256", "64"],
    ];

    [Fact]
    public async Task AreEqual_FileInEveryNativeEncoding_IsTrue()
    {
        Assert.SkipWhen(SharedData.IsAbsent, SharedData.Absent);
        using var folder = new TemporaryFolder();
        var wrong = new List<string>();
        int compared = 0;
        foreach (string file in ((string[])["cr-dx", "charset", "enhanced", "lut", "private", "nonimage"]).SelectMany(kind => SharedData.Files(Path.Combine("dicom", kind)).Take(6)))
        {
            foreach (string[] conversion in Conversions)
            {
                string converted = Path.Combine(folder.Path, "converted.dcm");
                File.Delete(converted);
                await PeerProgram.RunAsync("dcmconv", [.. conversion, file, converted]);
                if (File.Exists(converted))
                {
                    compared++;
                    using FileStream first = File.OpenRead(file);
                    using FileStream second = File.OpenRead(converted);
                    wrong.AddRange(new DicomContentComparison(new DicomFileReader(first, DicomReadOptions.Default), new DicomFileReader(second, DicomReadOptions.Default))
                        .Differences(5).Select(tag => $"{file} {string.Join(' ', conversion)}: {tag}"));
                }
            }
        }

        Assert.True(compared > 50, $"Only {compared} conversions worked.");
        Assert.True(wrong.Count == 0, string.Join('\n', wrong));
    }
}
