using Edge.Dicom.Tests.Peers;

namespace Edge.Dicom.Tests.CharacterSets;

/// <summary>Every character of every set, as Python's codecs have it.</summary>
public sealed class CharacterTableTests
{
    /// <summary>Two signs of GB 2312 that GB 18030 maps otherwise than Python's gb2312; we follow the later standard.</summary>
    private static readonly Dictionary<string, string> OtherMappings = new()
    {
        ["1b242941a1a4"] = "\u00B7",
        ["1b242941a1aa"] = "\u2014",
    };

    [Fact]
    public async Task Decode_EveryCharacter_IsThatOfAnIndependentCodec()
    {
        string table = await PeerScript.RunAsync("character_tables.py", []);
        var wrong = new List<string>();
        int count = 0;
        foreach (string line in table.Split('\n', StringSplitOptions.RemoveEmptyEntries))
        {
            string[] cells = line.Split('\t');
            DicomCharacterSet set = DicomCharacterSet.FromTerms(cells[0].Split('\\'));
            string decoded = set.Decode(Convert.FromHexString(cells[1]), DicomVR.LO);
            if (decoded != OtherMappings.GetValueOrDefault(cells[1], cells[2]))
            {
                wrong.Add($"{line}: {decoded}");
            }

            count++;
        }

        Assert.InRange(count, 28_000, 40_000);
        Assert.True(wrong.Count == 0, $"{wrong.Count} of {count}:\n{string.Join('\n', wrong.Take(100))}");
    }
}
