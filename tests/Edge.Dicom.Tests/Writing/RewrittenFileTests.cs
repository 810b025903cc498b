using Edge.Dicom.Tests.Network;
using Edge.Dicom.Tests.Peers;

namespace Edge.Dicom.Tests.Writing;

/// <summary>Writing what was read gives a file that pydicom and dcmdump read as equal.</summary>
public sealed class RewrittenFileTests
{
    [Fact]
    public async Task Save_EverySharedFile_IsReadAsEqualByPeers()
    {
        Assert.SkipWhen(SharedData.IsAbsent, SharedData.Absent);
        Assert.Empty(await DifferencesAsync([.. SharedData.Files("dicom")]));
    }

    [Fact]
    public async Task Save_MadeInputs_IsReadAsEqualByPeers()
    {
        using var inputs = await MadeInputs.CreateAsync();
        Assert.Empty(await DifferencesAsync(inputs.Files));
    }

    private static async Task<string> DifferencesAsync(IReadOnlyList<string> files)
    {
        using var folder = new TemporaryFolder();
        var pairs = new List<string>();
        foreach (string original in files)
        {
            string rewritten = Path.Combine(folder.Path, $"{pairs.Count}.dcm");
            try
            {
                DicomFile.Open(original).Save(rewritten);
                pairs.Add($"{original}\t{rewritten}");
            }
            catch (DicomFormatException)
            {
                // Which files are refused, and why, is what the JSON comparison holds.
            }
        }

        Assert.True(pairs.Count > 0.9 * files.Count);
        return await PeerScript.RunAsync("equal_by_peers.py", pairs);
    }
}
