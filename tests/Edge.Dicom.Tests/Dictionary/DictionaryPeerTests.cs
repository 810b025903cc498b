using System.Globalization;

namespace Edge.Dicom.Tests.Dictionary;

/// <summary>Our tables were made of one package's facts; DCMTK's dictionary is another reading of the same PS3.6.</summary>
public sealed class DictionaryPeerTests
{
    private static readonly string[] Folders = ["/usr/share/libdcmtk17", "/usr/share/libdcmtk18", "/usr/share/libdcmtk19", "/usr/share/dcmtk"];

    /// <summary>Frame Type has a fifth value since PS3.6-2023; DCMTK 3.6.7 carries 2022b.</summary>
    private static readonly DicomTag ChangedSince = DicomTag.FrameType;

    [Fact]
    public void Find_EveryTagOfDcmtk_HasItsRepresentationMultiplicityAndKeyword()
    {
        string? path = Folders.Select(folder => Path.Combine(folder, "dicom.dic")).FirstOrDefault(File.Exists);
        Assert.True(path is not null, "DCMTK's dicom.dic is missing: apt-get install dcmtk");
        var wrong = new List<string>();
        int count = 0;
        foreach (string[] cells in File.ReadLines(path).Select(line => line.Split('\t')).Where(cells => cells.Length == 5 && cells[4] == "DICOM"))
        {
            foreach (DicomTag tag in Tags(cells[0]))
            {
                DicomDictionaryEntry? entry = DicomDictionary.Find(tag);
                if (entry is null || entry.Keyword != cells[2] || (entry.Multiplicity != cells[3] && tag != ChangedSince) || !Same(entry.VRs, cells[1]))
                {
                    wrong.Add($"{string.Join(' ', cells)}: {entry}");
                }

                count++;
            }
        }

        Assert.InRange(count, 4000, 6000);
        Assert.True(wrong.Count == 0, $"{wrong.Count} of {count}:\n{string.Join('\n', wrong.Take(60))}");
    }

    /// <summary>"(gggg,eeee)" is one tag; of a range of groups the first two even ones are tried.</summary>
    private static IEnumerable<DicomTag> Tags(string printed)
    {
        string[] halves = printed.Trim('(', ')').Split(',');
        if (halves[1].Contains('-', StringComparison.Ordinal))
        {
            yield break;
        }

        ushort element = Hex(halves[1]);
        ushort group = Hex(halves[0][..4]);
        yield return new DicomTag(group, element);
        if (halves[0].Length > 4)
        {
            yield return new DicomTag((ushort)(group + 2), element);
        }
    }

    private static ushort Hex(string digits) => ushort.Parse(digits, NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture);

    /// <summary>DCMTK has words of its own where PS3.6 allows several, and for offsets in a DICOMDIR.</summary>
    private static bool Same(string ours, string theirs) => theirs switch
    {
        "ox" or "px" => ours == "OB or OW",
        "xs" => ours == "US or SS",
        "lt" => ours is "US or OW" or "US or SS or OW",
        "up" => ours == "UL",
        "na" => ours == "NONE",
        _ => ours == theirs,
    };
}
